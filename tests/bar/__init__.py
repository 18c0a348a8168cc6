"""The reliability bar: checks too long for every commit, one file each, run together by ``make bar``.

A check is a module ``check_NN_name.py`` (NN as in the bar's numbering) with a docstring whose first line says what is promised and a
function ``main() -> str`` that returns the figure it measured in one line, or raises ``AssertionError`` with what was broken. Its short
form is a test of the ordinary suite.
"""
