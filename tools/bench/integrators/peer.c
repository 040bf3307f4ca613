// The peer of the float64 benchmark: leapfrog in C, the same loop with the force of a step's end reused.
// Build: cc -O3 -o peer peer.c -lm    Run: ./peer pendulum|pendulumKept|threeBody|ensemble STEPS RUNS
// Prints: the milliseconds of the best run, the last q[0]
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void pendulum(const double *q, double *out) { out[0] = 1.5 * sin(q[0]); }

// As loops, which gcc unrolls into faster code than it makes of the pairs written out.
static void threeBody(const double *q, double *out) {
  for (int i = 0; i < 6; i++) out[i] = 0;
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < i; j++) {
      double x = q[2 * i] - q[2 * j], y = q[2 * i + 1] - q[2 * j + 1];
      double r2 = x * x + y * y;
      double w = 1 / (r2 * sqrt(r2));
      out[2 * i] += w * x;
      out[2 * i + 1] += w * y;
      out[2 * j] -= w * x;
      out[2 * j + 1] -= w * y;
    }
  }
}

#define LEAPFROG(NAME, FORCE, N, INVERSE_MASS)                                \
  static double NAME(double *q, double *p, double dt, long steps) {          \
    double g[N];                                                              \
    FORCE(q, g);                                                              \
    for (long k = 0; k < steps; k++) {                                        \
      for (int i = 0; i < N; i++) p[i] -= 0.5 * dt * g[i];                    \
      for (int i = 0; i < N; i++) q[i] += dt * (p[i] * INVERSE_MASS);         \
      FORCE(q, g);                                                            \
      for (int i = 0; i < N; i++) p[i] -= 0.5 * dt * g[i];                    \
    }                                                                         \
    return q[0];                                                              \
  }
LEAPFROG(runPendulum, pendulum, 1, 2.0)
LEAPFROG(runThreeBody, threeBody, 6, 1.0)

// Volatile, so that the compiler cannot take equal runs for one.
static volatile double pendulumDt = 0.01, threeBodyDt = 1e-5;
static double pendulumRun(long steps) {
  double q[1] = {1.2}, p[1] = {0.4};
  return runPendulum(q, p, pendulumDt, steps);
}

// With every state kept, in arrays that are made anew for each run as ours are.
static double pendulumKeptRun(long steps) {
  double *allQ = calloc(steps + 1, sizeof(double)), *allP = calloc(steps + 1, sizeof(double));
  double *t = calloc(steps + 1, sizeof(double));
  double dt = pendulumDt, q[1] = {1.2}, p[1] = {0.4}, g[1];
  allQ[0] = q[0];
  allP[0] = p[0];
  pendulum(q, g);
  for (long k = 0; k < steps; k++) {
    p[0] -= 0.5 * dt * g[0];
    q[0] += dt * (p[0] * 2.0);
    pendulum(q, g);
    p[0] -= 0.5 * dt * g[0];
    allQ[k + 1] = q[0];
    allP[k + 1] = p[0];
    t[k + 1] = (k + 1) * dt;
  }
  double end = allQ[steps] + 0 * (allP[steps] + t[steps]);
  free(allQ);
  free(allP);
  free(t);
  return end;
}

static double threeBodyRun(long steps) {
  double h = 0.8660254037844386, v = 0.7598356856515925;
  double q[6] = {1, 0, -0.5, h, -0.5, -h};
  double p[6] = {0, v, -h * v, -0.5 * v, h * v, -0.5 * v};
  return runThreeBody(q, p, threeBodyDt, steps);
}

// Ten thousand pendula, step by step.
#define TRAJECTORIES 10000
static double ensembleRun(long steps) {
  static double q[TRAJECTORIES], p[TRAJECTORIES], g[TRAJECTORIES];
  double dt = pendulumDt;
  for (int i = 0; i < TRAJECTORIES; i++) {
    q[i] = 3 * sin(i);
    p[i] = 2 * cos(1.7 * i);
    g[i] = 1.5 * sin(q[i]);
  }
  for (long k = 0; k < steps; k++) {
    for (int i = 0; i < TRAJECTORIES; i++) {
      p[i] -= 0.5 * dt * g[i];
      q[i] += dt * (p[i] * 2.0);
      g[i] = 1.5 * sin(q[i]);
      p[i] -= 0.5 * dt * g[i];
    }
  }
  return q[TRAJECTORIES - 1];
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  double (*run)(long) = strcmp(argv[1], "pendulum") == 0       ? pendulumRun
                        : strcmp(argv[1], "pendulumKept") == 0 ? pendulumKeptRun
                        : strcmp(argv[1], "ensemble") == 0     ? ensembleRun
                                                               : threeBodyRun;
  long steps = atol(argv[2]);
  double best = 1e300, end = 0;
  for (long runs = atol(argv[3]); runs > 0; runs--) {
    double start = now();
    end = run(steps);
    double time = now() - start;
    if (time < best) best = time;
  }
  printf("%.6f %.17g\n", best, end);
  return 0;
}
