"""Pure functions on printed text: dates, datelines, bylines, credits, places, spam."""
