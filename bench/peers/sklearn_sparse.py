"""scikit-learn's SGDClassifier(loss="log_loss") on a CSR matrix: it makes all the epochs it is told to."""

import numpy as np
import protocol
import scipy.sparse as sp
import sklearn
from sklearn.linear_model import SGDClassifier

state = {}


def read(files):
    starts = np.fromfile(files["starts"], np.uint32).astype(np.int32)
    indices = np.fromfile(files["indices"], np.uint32).astype(np.int32)
    values = np.fromfile(files["values"], np.float32)
    return sp.csr_matrix((values, indices, starts), shape=(files["rows"], files["columns"])), np.fromfile(
        files["y"], np.float32
    )


def load(job):
    state["x"], state["y"] = read(job["train"])
    state["test"], _ = read(job["test"])
    return {"rows": state["x"].shape[0]}


def fit(job):
    model = SGDClassifier(
        loss="log_loss",
        alpha=job["l2"],
        max_iter=job["epochs"],
        tol=None,
        shuffle=job["shuffle"] != "none",
        random_state=job["seed"],
    )
    seconds, _ = protocol.timed(lambda: model.fit(state["x"], state["y"]))
    state["model"] = model
    return {"seconds": seconds}


def outputs(job):
    scores = state["model"].decision_function(state["test"]).astype(np.float32)
    scores.tofile(job["to"])
    return {"rows": len(scores)}


protocol.serve({"scikit-learn": sklearn.__version__}, {"load": load, "fit": fit, "outputs": outputs})
