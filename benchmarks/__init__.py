"""How fast we are beside what others would use instead, measured in one run on the same work.

    python -m benchmarks                      every benchmark
    python -m benchmarks models --quick       one of them, within a minute
    python -m benchmarks --json               one JSON object a line, for a machine to keep

A benchmark is a module with a function that takes an `Effort` and yields a `Figure` for each thing that it measures;
`BENCHMARKS` in `__main__` names them all. A figure comes from a `Contest`: two sides do the same work in turn, round
after round, what they made is compared, and the ratio is the median of the rounds' ratios.
"""
