# The peer of the precision benchmark: SciPy's solve_ivp on a Kepler orbit. One request a line on stdin, one answer a line.
# {"method", "tolerance", "eccentricity", "mass", "orbits", "rows"}: errors at the end and along the run, evaluations, seconds.
import json
import math
import sys
import time

from scipy.integrate import solve_ivp


def run(method, tolerance, eccentricity, mass, orbits, rows):
    def rate(_, y):
        q0, q1, p0, p1 = y
        cube = (q0 * q0 + q1 * q1) ** 1.5
        return [p0 / mass, p1 / mass, -mass * q0 / cube, -mass * q1 / cube]

    def energy(y):
        return (y[2] ** 2 + y[3] ** 2) / (2 * mass) - mass / math.hypot(y[0], y[1])

    # From the apocentre, with semi-major axis 1 and period 2 pi.
    start = [-1 - eccentricity, 0, 0, -mass * math.sqrt((1 - eccentricity) / (1 + eccentricity))]
    end = 2 * math.pi * orbits
    times = [end * (k + 1) / rows for k in range(rows)]
    begin = time.perf_counter()
    solution = solve_ivp(rate, (0, end), start, method=method, t_eval=times, rtol=tolerance, atol=tolerance)
    seconds = time.perf_counter() - begin
    states = solution.y.T
    return {
        "evaluations": solution.nfev,
        "error": max(abs(states[-1][0] - start[0]), abs(states[-1][1] - start[1])),
        "energy": max(abs(energy(y) - energy(start)) for y in states),
        "seconds": seconds,
    }


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
