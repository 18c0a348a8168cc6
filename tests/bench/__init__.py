"""Benches: each prints its figures beside the peers in the same run; none asserts on a clock."""
