"""Prints the polynomials of assembly/math.ts with the largest error of each.

Needs mpmath: python scripts/fit-polynomials.py
"""

from mpmath import cos, exp, log, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def interpolate(f, low, high, degree):
    """Coefficients, lowest power first, of the polynomial through f at the Chebyshev nodes of [low, high]."""
    count = degree + 1
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    powers, values = matrix(count, count), matrix(count, 1)
    for i, x in enumerate(nodes):
        for j in range(count):
            powers[i, j] = x**j
        values[i] = f(x)
    return list(lu_solve(powers, values))


def largest(error, low, high, points=2000):
    return max(abs(error(low + (high - low) * mpf(i) / points)) for i in range(points + 1))


def value(coefficients, x):
    return sum(c * x**j for j, c in enumerate(coefficients))


def exp_rest(r):
    """P in exp(r) = 1 + r + r^2 P(r)."""
    return (exp(r) - 1 - r) / r**2 if abs(r) > mpf("1e-10") else mpf(1) / 2 + r / 6


def atanh_rest(q):
    """P in 2 atanh(s) = 2 s (1 + q P(q)), q = s^2."""
    s = sqrt(q)
    return (log((1 + s) / (1 - s)) / (2 * s) - 1) / q if q > mpf("1e-20") else mpf(1) / 3


# The range of exp is a little wider than ln2 / 2: rounding x / ln2 is not exact.
edge = log(mpf(2)) / 2 * mpf("1.01")
for width, digits, degree in (("f32", 17, 4), ("f64", 17, 10)):
    c = interpolate(exp_rest, -edge, edge, degree)
    worst = largest(lambda r: (value(c, r) * r**2 + 1 + r) / exp(r) - 1, -edge, edge)
    print(f"exp {width}: relative error {nstr(worst, 2)}:", [nstr(v, digits) for v in c])
for width, digits, degree in (("f32", 17, 3), ("f64", 17, 9)):
    c = interpolate(atanh_rest, mpf(0), mpf(1) / 9, degree)
    worst = largest(lambda q: (value(c, q) - atanh_rest(q)) * q, mpf(0), mpf(1) / 9)
    print(f"log1p {width}: relative error {nstr(worst, 2)}:", [nstr(v, digits) for v in c])
