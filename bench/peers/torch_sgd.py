"""A PyTorch loop: nn.Linear, BCEWithLogitsLoss or CrossEntropyLoss, SGD, mini-batches as slices of a copy that is permuted
every epoch."""

import protocol
import torch

torch.set_num_threads(1)
state = {}


def load(job):
    state["x"], state["y"] = (torch.from_numpy(a) for a in protocol.load(job))
    return {"peakBytes": protocol.peak_bytes()}


def train(x, y, job, outputs=1):
    torch.manual_seed(job["seed"])
    model = torch.nn.Linear(x.shape[1], outputs)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=job["learningRate"])
    binary, classes = torch.nn.BCEWithLogitsLoss(), torch.nn.CrossEntropyLoss()
    size = job["batchSize"]
    for _ in range(job["epochs"]):
        order = torch.randperm(len(x))
        xs, ys = x[order], y[order]
        for at in range(0, len(x), size):
            optimizer.zero_grad(set_to_none=True)
            z = model(xs[at : at + size])
            loss = binary(z.squeeze(1), ys[at : at + size]) if outputs == 1 else classes(z, ys[at : at + size])
            loss.backward()
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


def fit_classes(job):
    x, y = state["x"][: job["rows"]], state["y"][: job["rows"]].long()
    seconds, model = protocol.timed(lambda: train(x, y, job, outputs=10))
    return {"seconds": seconds, "coef": model.weight.detach().tolist(), "intercept": model.bias.detach().tolist()}


def predict_proba(job):
    model = state["model"]
    with torch.inference_mode():
        seconds, probabilities = protocol.timed(lambda: torch.sigmoid(model(state["x"]).squeeze(1)))
    return {"seconds": seconds, "head": probabilities[: job["head"]].tolist()}


protocol.serve(
    {"PyTorch": torch.__version__},
    {"load": load, "fit": fit, "fitClasses": fit_classes, "predictProba": predict_proba},
)
