"""Draws a film of a damped pendulum with Pillow and compresses it as H.264: python drawSwing.py WIDTH HEIGHT SEED FILM.mp4

Light falls off across the picture, the wall has a pattern, the bob hangs on a rod, edges are blurred, and the encoder loses
what it likes. Size, damping, swing, colours and pattern come from the seed; a film narrower than 40 pixels is grey. Prints
the rate at which the amplitude of small swings falls, in 1/s.
"""

import math
import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

RATE = 30  # pictures a second
SECONDS = 12
FINER = 4  # drawn so many times larger, then averaged


def angles(swing, omega, damping):
    """theta'' = -omega^2 sin theta - damping theta', by leapfrog with the exact flow of the damping between half steps."""
    steps = 40
    dt = 1 / RATE / steps
    theta, speed = swing, 0.0
    for _ in range(SECONDS * RATE):
        yield theta
        for _ in range(steps):
            speed -= dt / 2 * omega**2 * math.sin(theta)
            theta += dt / 2 * speed
            speed *= math.exp(-damping * dt)
            theta += dt / 2 * speed
            speed -= dt / 2 * omega**2 * math.sin(theta)


def draw(width, height, seed):
    """Yields the pictures, and gives the damping first."""
    random = np.random.default_rng(seed)
    swing, omega, damping = random.uniform(0.9, 1.4), random.uniform(3.6, 4.6), random.uniform(0.06, 0.14)
    size = (width * FINER, height * FINER)
    column, row = np.meshgrid(np.arange(size[0]) / size[0], np.arange(size[1]) / size[1])
    tilt = random.uniform(-0.4, 0.4)
    light = 0.75 + tilt * (column - 0.5) + random.uniform(0.1, 0.3) * (row - 0.5)
    coarse = Image.fromarray(random.integers(0, 50, (height // 4 + 1, width // 4 + 1), dtype=np.uint8))
    pattern = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC)).astype(float)
    wall = tuple(int(level) for level in random.integers(60, 100, 3))
    bob = tuple(int(level) for level in random.permutation([235, 130, 60]))
    if width < 40:
        wall, bob = (80, 80, 80), (220, 220, 220)
    side = min(width, height)
    length = FINER * min(0.36 * width / math.sin(min(swing, math.pi / 2)), 0.7 * height)
    pivot = (size[0] / 2, 0.12 * size[1])
    radius = random.uniform(0.08, 0.11) * side * FINER
    yield damping
    for theta in angles(swing, omega, damping):
        picture = Image.new('RGB', size, wall)
        pen = ImageDraw.Draw(picture)
        x, y = pivot[0] + length * math.sin(theta), pivot[1] + length * math.cos(theta)
        pen.line((*pivot, x, y), fill=(150, 150, 140), width=int(0.02 * side * FINER) + 1)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=bob)
        soft = picture.filter(ImageFilter.GaussianBlur(0.012 * side * FINER))
        lit = (np.asarray(soft).astype(float) + pattern[..., None]) * light[..., None]
        lit = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
        yield np.asarray(lit.resize((width, height), Image.Resampling.BOX)).tobytes()


def main():
    width, height, seed = (int(text) for text in sys.argv[1:4])
    damping, *pictures = draw(width, height, seed)
    # Colour at half of the resolution needs even sides.
    pixels = 'yuv420p' if width % 2 == 0 and height % 2 == 0 else 'yuv444p'
    raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', f'{width}x{height}', '-r', str(RATE), '-i', '-']
    h264 = ['-c:v', 'libx264', '-crf', '23', '-pix_fmt', pixels]
    subprocess.run(['ffmpeg', '-y', '-v', 'error', *raw, *h264, sys.argv[4]], input=b''.join(pictures), check=True)
    print(damping / 2)


main()
