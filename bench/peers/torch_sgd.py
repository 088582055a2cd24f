"""A PyTorch loop: nn.Linear, BCEWithLogitsLoss, SGD, mini-batches as slices of a copy that is permuted every epoch."""

import protocol
import torch

torch.set_num_threads(1)
state = {}


def load(job):
    state["x"], state["y"] = (torch.from_numpy(a) for a in protocol.load(job))
    return {"peakBytes": protocol.peak_bytes()}


def train(x, y, job):
    torch.manual_seed(job["seed"])
    model = torch.nn.Linear(x.shape[1], 1)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=job["learningRate"])
    loss = torch.nn.BCEWithLogitsLoss()
    size = job["batchSize"]
    for _ in range(job["epochs"]):
        order = torch.randperm(len(x))
        xs, ys = x[order], y[order]
        for at in range(0, len(x), size):
            optimizer.zero_grad(set_to_none=True)
            loss(model(xs[at : at + size]).squeeze(1), ys[at : at + size]).backward()
            optimizer.step()
    return model


def fit(job):
    rows = job["rows"]
    x, y = state["x"][:rows], state["y"][:rows]
    seconds, model = protocol.timed(lambda: train(x, y, job))
    state["model"] = model
    return {
        "seconds": seconds,
        "coef": model.weight.detach()[0].tolist(),
        "intercept": float(model.bias.detach()[0]),
        "peakBytes": protocol.peak_bytes(),
    }


def predict_proba(job):
    model = state["model"]
    with torch.inference_mode():
        seconds, probabilities = protocol.timed(lambda: torch.sigmoid(model(state["x"]).squeeze(1)))
    return {"seconds": seconds, "head": probabilities[: job["head"]].tolist()}


protocol.serve({"PyTorch": torch.__version__}, {"load": load, "fit": fit, "predictProba": predict_proba})
