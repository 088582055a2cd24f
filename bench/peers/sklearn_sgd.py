"""scikit-learn's SGDClassifier(loss="log_loss"): defaults, except that it makes all the epochs it is told to."""

import warnings

import protocol
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier

state = {}


def load(job):
    state["x"], state["y"] = protocol.load(job)
    return {"peakBytes": protocol.peak_bytes()}


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
    return {
        "seconds": seconds,
        "coef": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
        "peakBytes": protocol.peak_bytes(),
    }


def fit_classes(job):
    """One against the rest for each class."""
    model = SGDClassifier(
        loss="log_loss",
        alpha=job["l2"],
        max_iter=job["epochs"],
        tol=None,
        shuffle=job["shuffle"] != "none",
        random_state=job["seed"],
    )
    seconds, _ = protocol.timed(lambda: model.fit(state["x"], state["y"]))
    return {"seconds": seconds, "coef": model.coef_.tolist(), "intercept": model.intercept_.tolist()}


def fit_rows(job):
    """The first rows of the data, averaged or not."""
    rows = job["rows"]
    model = SGDClassifier(
        loss="log_loss",
        alpha=job["l2"],
        max_iter=job["epochs"],
        tol=None,
        random_state=job["seed"],
        average=job["average"],
    )
    seconds, _ = protocol.timed(lambda: model.fit(state["x"][:rows], state["y"][:rows]))
    return {"seconds": seconds, "coef": model.coef_[0].tolist(), "intercept": float(model.intercept_[0])}


def fit_lbfgs(job):
    """LogisticRegression with the same penalty: its C counts the rows."""
    strength = 1 / (job["l2"] * len(state["y"]))
    model = LogisticRegression(C=strength, max_iter=job["epochs"], tol=job["tol"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        seconds, _ = protocol.timed(lambda: model.fit(state["x"], state["y"]))
    return {"seconds": seconds, "coef": model.coef_[0].tolist(), "intercept": float(model.intercept_[0])}


def predict(job):
    model = state["model"]
    seconds, labels = protocol.timed(lambda: model.predict(state["x"]))
    return {"seconds": seconds, "head": labels[: job["head"]].tolist()}


def predict_proba(job):
    model = state["model"]
    seconds, probabilities = protocol.timed(lambda: model.predict_proba(state["x"]))
    return {"seconds": seconds, "head": probabilities[: job["head"], 1].tolist()}


protocol.serve(
    {"scikit-learn": sklearn.__version__},
    {"load": load, "fit": fit, "fitClasses": fit_classes, "fitRows": fit_rows, "fitLbfgs": fit_lbfgs, "predict": predict, "predictProba": predict_proba},
)
