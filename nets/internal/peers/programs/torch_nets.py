"""Times networks in PyTorch.

    torch_nets.py THREADS infer|train|plain|dqn|lstm [CASE ...]

infer, train and plain take cases such as 5x64s9/batch32: blocks, channels,
side of the board, batch. train has batch norms as PyTorch users write residual
towers, plain has none. dqn takes mlp and minatar, lstm units128. Prints the
case and the median microseconds of the fastest layout and mode.
"""
import re
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))


def conv(i, o, size, norm):
    c = nn.Conv2d(i, o, size, padding=size // 2, bias=not norm)
    return nn.Sequential(c, nn.BatchNorm2d(o)) if norm else c


class Block(nn.Module):
    def __init__(self, c, norm):
        super().__init__()
        self.a, self.b = conv(c, c, 3, norm), conv(c, c, 3, norm)

    def forward(self, x):
        return F.relu(x + self.b(F.relu(self.a(x))))


class PolicyValue(nn.Module):
    def __init__(self, blocks, c, side, norm):
        super().__init__()
        self.stem = conv(17, c, 3, norm)
        self.tower = nn.Sequential(*[Block(c, norm) for _ in range(blocks)])
        self.pc, self.pf = conv(c, 2, 1, norm), nn.Linear(2 * side * side, side * side + 1)
        self.vc, self.v1, self.v2 = conv(c, 1, 1, norm), nn.Linear(side * side, 64), nn.Linear(64, 1)

    def forward(self, x):
        x = self.tower(F.relu(self.stem(x)))
        policy = self.pf(F.relu(self.pc(x)).flatten(1))
        return policy, torch.tanh(self.v2(F.relu(self.v1(F.relu(self.vc(x)).flatten(1)))))


def mlp():
    return nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))


def minatar():
    return nn.Sequential(nn.Conv2d(4, 16, 3), nn.ReLU(), nn.Flatten(),
                         nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 6))


def median(f):
    f(), f()
    start = time.perf_counter()
    f()
    one = time.perf_counter() - start
    reps, samples = int(10e-3 / one) + 1, []
    for _ in range(5 if one > .1 else 11):
        start = time.perf_counter()
        for _ in range(reps):
            f()
        samples.append((time.perf_counter() - start) / reps)
    return sorted(samples)[len(samples) // 2] * 1e6


def layouts(make, x):
    yield make(), x
    if x.dim() == 4:
        last = torch.channels_last
        yield make().to(memory_format=last), x.contiguous(memory_format=last)


def infer(make, x):
    times = []
    with torch.no_grad():
        for m, x in layouts(lambda: make().eval(), x):
            times.append(median(lambda: m(x)))
            if torch.__version__ < "2":  # the TorchScript path hangs in some later builds
                j = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(m, x)))
                for _ in range(3):
                    j(x)
                times.append(median(lambda: j(x)))
    return min(times)


def train(make, x, side):
    n = x.shape[0]
    policy = torch.softmax(torch.rand(n, side * side + 1), 1)
    value = torch.rand(n, 1) * 2 - 1
    times = []
    for m, x in layouts(lambda: make().train(), x):
        adam = torch.optim.Adam(m.parameters(), lr=1e-4)

        def step():
            adam.zero_grad(set_to_none=True)
            p, v = m(x)
            loss = -(policy * F.log_softmax(p, 1)).sum(1).mean() + F.mse_loss(v, value)
            loss.backward()
            adam.step()

        times.append(median(step))
    return min(times)


def dqn(make, x):
    n = x.shape[0]
    actions, reward, done = torch.zeros(n, 1, dtype=torch.long), torch.rand(n), torch.zeros(n)
    times = []
    for m, x in layouts(make, x):
        target, adam = make().eval(), torch.optim.Adam(m.parameters(), lr=1e-4)

        def update():
            with torch.no_grad():
                y = reward + .99 * (1 - done) * target(x).max(1)[0]
            adam.zero_grad(set_to_none=True)
            loss = F.smooth_l1_loss(m(x).gather(1, actions).squeeze(1), y)
            loss.backward()
            adam.step()

        times.append(median(update))
    return min(times)


def lstm():
    net, x = nn.LSTM(128, 128), torch.rand(40, 32, 128)

    def step():
        net.zero_grad(set_to_none=True)
        net(x)[0].sum().backward()

    return median(step)


def main():
    what, cases = sys.argv[2], sys.argv[3:]
    for case in cases:
        if what == "lstm":
            print(case, lstm(), flush=True)
            continue
        if what == "dqn":
            make, shape = (mlp, (4,)) if case == "mlp" else (minatar, (4, 10, 10))
            print(case, dqn(make, torch.rand(32, *shape)), flush=True)
            continue
        blocks, c, side, n = map(int, re.findall(r"\d+", case))
        x = torch.rand(n, 17, side, side)
        if what == "infer":
            print(case, infer(lambda: PolicyValue(blocks, c, side, True), x), flush=True)
        else:
            print(case, train(lambda: PolicyValue(blocks, c, side, what == "train"), x, side), flush=True)


main()
