"""From millimetres on paper to pixels of a picture, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Rows of x and y."""
Matrix = NDArray[np.float64]
"""A projective map: 3 by 3, of points with a third coordinate of 1."""


def projective(source: Points, target: Points) -> Matrix:
    """Return the map that takes four points or more to others, with the least squares of what is left over.

    Hartley and Zisserman, Multiple View Geometry, 4.1 and 4.4.4: points are moved and scaled first, else the equations
    are badly conditioned.

    Raises:
        numpy.linalg.LinAlgError: the points lie on a line.
    """
    before, after = _normal(source), _normal(target)
    found = _solved(moved(source, before), moved(target, after))
    return np.asarray(np.linalg.inv(after) @ found @ before)


def affine(source: Points, target: Points) -> Matrix:
    """Return the map without perspective that takes three points or more to others, by least squares."""
    known = np.column_stack([source, np.ones(len(source))])
    found, *_ = np.linalg.lstsq(known, target, rcond=None)
    return np.vstack([found.T, [0, 0, 1]])


def moved(points: Points, matrix: Matrix) -> Points:
    """Return points where a map takes them."""
    there = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(there[..., :2] / there[..., 2:])


def scale(matrix: Matrix, at: Points) -> float:
    """Return how many pixels a millimetre has around a point, on average over all directions."""
    steps = np.array([[0.5, 0], [-0.5, 0], [0, 0.5], [0, -0.5]])
    right, left, down, up = moved(at + steps, matrix)
    (a, b), (c, d) = right - left, down - up
    return float(np.sqrt(abs(a * d - b * c)))


def _normal(points: Points) -> Matrix:
    middle = points.mean(axis=0)
    size = max(float(np.abs(points - middle).mean()), 1e-9)
    return np.array([[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]])


def _solved(source: Points, target: Points) -> Matrix:
    x, y, u, v = source[:, 0], source[:, 1], target[:, 0], target[:, 1]
    none, one = np.zeros_like(x), np.ones_like(x)
    rows = np.vstack(
        [
            np.column_stack([x, y, one, none, none, none, -u * x, -u * y]),
            np.column_stack([none, none, none, x, y, one, -v * x, -v * y]),
        ]
    )
    found, *_ = np.linalg.lstsq(rows, np.concatenate([u, v]), rcond=None)
    return np.append(found, 1.0).reshape(3, 3)
