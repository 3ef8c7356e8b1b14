"""Benchmarks: `python -m benchmarks` measures how fast lpnb is, as ratios to peers, and writes docs/benchmarks.md."""
