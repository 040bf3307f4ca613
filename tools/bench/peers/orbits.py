# The peers of the work-precision benchmark. One request a line on stdin, one answer a line.
# {"peer", "problem", "tolerance", "q", "v", "time", "masses", "gravity", "repeats"}: the positions at the end, the
# milliseconds of the best of the repeats (compilation apart), or "unable" where the peer has no such problem.
import json
import math
import sys
import time

import numpy as np


def acceleration(problem, masses, gravity, xp):
    """The acceleration at positions q, velocities v and time t, over numpy or jax.numpy."""
    if problem == "kepler":
        return lambda q, t: -q / (q[0] ** 2 + q[1] ** 2) ** 1.5
    if problem == "henonHeiles":
        return lambda q, t: xp.stack([-q[0] - 2 * q[0] * q[1], -q[1] - q[0] ** 2 + q[1] ** 2])
    if problem == "drivenPendulum":
        return lambda q, t: -xp.sin(q) + 0.2 * xp.cos(1.3 * t)
    m = xp.asarray(masses)
    count = len(masses)

    def pull(q, t):
        x = q.reshape(count, -1)
        apart = x[None, :, :] - x[:, None, :]
        square = (apart**2).sum(-1) + xp.eye(count)
        return gravity * (m[None, :, None] * apart / square[:, :, None] ** 1.5).sum(1).reshape(-1)

    return pull


def best(run, repeats):
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        end = run()
        times.append(time.perf_counter() - begin)
    return end, 1e3 * min(times)


def scipy(method, problem, tolerance, q, v, span, masses, gravity, repeats):
    from scipy.integrate import solve_ivp

    n = len(q)
    pull = acceleration(problem, masses, gravity, np)
    rate = lambda t, y: np.concatenate([y[n:], pull(y[:n], t)])
    run = lambda: solve_ivp(rate, (0, span), q + v, method=method, rtol=max(tolerance, 3e-14), atol=tolerance).y[:n, -1]
    return best(run, repeats)


compiled = {}


def diffrax(method, problem, tolerance, q, v, span, masses, gravity, repeats):
    import jax

    jax.config.update("jax_enable_x64", True)
    import diffrax as dx
    import jax.numpy as jnp

    n = len(q)
    if (method, problem) not in compiled:
        pull = acceleration(problem, masses, gravity, jnp)
        term = dx.ODETerm(lambda t, y, _: jnp.concatenate([y[n:], pull(y[:n], t)]))
        solver = {"Tsit5": dx.Tsit5, "Dopri8": dx.Dopri8}[method]()

        def solve(y, tol):
            control = dx.PIDController(rtol=tol, atol=tol)
            out = dx.diffeqsolve(term, solver, 0.0, span, None, y, stepsize_controller=control, max_steps=None)
            return out.ys[0]

        compiled[method, problem] = jax.jit(solve)
    function = compiled[method, problem]
    start = jnp.array(q + v)
    run = lambda: np.asarray(function(start, tolerance).block_until_ready())[:n]
    run()
    return best(run, repeats)


def heyoka(method, problem, tolerance, q, v, span, masses, gravity, repeats, real=float):
    import heyoka as hy

    n = len(q)
    pos = hy.make_vars(*[f"q{i}" for i in range(n)])
    vel = hy.make_vars(*[f"v{i}" for i in range(n)])
    pos, vel = (pos, vel) if n > 1 else ([pos], [vel])
    if problem == "kepler":
        w = (pos[0] * pos[0] + pos[1] * pos[1]) ** -1.5
        rates = [-pos[0] * w, -pos[1] * w]
    elif problem == "henonHeiles":
        x, y = pos
        rates = [-x - 2 * x * y, -y - x * x + y * y]
    elif problem == "drivenPendulum":
        fifth, faster = (real(2) / 10, real(13) / 10) if real is not float else (0.2, 1.3)
        rates = [-hy.sin(pos[0]) + fifth * hy.cos(faster * hy.time)]
    else:
        count, size = len(masses), n // len(masses)
        rates = [0] * n
        for i in range(count):
            for j in range(i):
                apart = [pos[size * i + k] - pos[size * j + k] for k in range(size)]
                w = hy.sum([a * a for a in apart]) ** -1.5
                for k in range(size):
                    rates[size * i + k] -= real(gravity * masses[j]) * (w * apart[k])
                    rates[size * j + k] += real(gravity * masses[i]) * (w * apart[k])
    equations = list(zip(pos, vel)) + list(zip(vel, rates))
    start = np.array(q + v, dtype=real)
    options = {} if real is float else {"fp_type": real}
    ta = hy.taylor_adaptive(equations, start, tol=real(tolerance), **options)

    def run():
        ta.time = real(0)
        ta.state[:] = start
        ta.propagate_until(real(span))
        return ta.state[:n].copy()

    return best(run, repeats)


def rebound(method, problem, tolerance, q, v, span, masses, gravity, repeats):
    import rebound as rb

    if problem not in ("kepler", "outerPlanets", "figureEight"):
        return None
    if problem == "kepler":
        masses, q, v, gravity = [1, 0], [0, 0] + q, [0, 0] + v, 1
    size = len(q) // len(masses)

    def run():
        sim = rb.Simulation()
        sim.G = gravity
        sim.integrator = "ias15"
        # Its accuracy is asked as the size of its last term: the ninth power of a step, so to say.
        try:
            sim.ri_ias15.epsilon = min(1e-3, tolerance)
        except AttributeError:
            sim.integrator.epsilon = min(1e-3, tolerance)
        for i, m in enumerate(masses):
            x, u = q[size * i : size * i + size] + [0], v[size * i : size * i + size] + [0]
            sim.add(m=m, x=x[0], y=x[1], z=x[2], vx=u[0], vy=u[1], vz=u[2])
        begin = time.perf_counter()
        sim.integrate(span)
        taken = time.perf_counter() - begin
        return [c for b in sim.particles for c in (b.x, b.y, b.z)[:size]], taken

    runs = [run() for _ in range(repeats)]
    end = runs[0][0][2:] if problem == "kepler" else runs[0][0]
    return end, 1e3 * min(taken for _, taken in runs)


peers = {"scipy": scipy, "diffrax": diffrax, "heyoka": heyoka, "rebound": rebound}

if __name__ == "__main__":
    for line in sys.stdin:
        request = json.loads(line)
        library, _, method = request.pop("peer").partition(" ")
        found = peers[library](method=method, span=request.pop("time"), **request)
        answer = {"unable": True} if found is None else {"q": [float(x) for x in found[0]], "ms": found[1]}
        print(json.dumps(answer), flush=True)
