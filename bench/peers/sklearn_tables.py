"""The best linear model of a table that scikit-learn finds: the strength of the penalty is chosen by cross-validation."""

import warnings

import numpy as np
import protocol
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold

#: Rows that the strength is chosen on; the model is then fitted to all.
CHOICE_ROWS = 20_000


def read(files, columns):
    x = np.fromfile(files["x"], np.float32).reshape(-1, columns).astype(np.float64)
    return x, np.fromfile(files["y"], np.float64)


def logistic(c):
    return LogisticRegression(C=c, max_iter=3000, tol=1e-6)


def fit_classes(x, y, strengths):
    chosen = np.random.default_rng(0).permutation(len(y))[:CHOICE_ROWS]
    few, labels = x[chosen], y[chosen]
    losses = np.zeros(len(strengths))
    for train, test in StratifiedKFold(4, shuffle=True, random_state=0).split(few, labels):
        for i, c in enumerate(strengths):
            model = logistic(c).fit(few[train], labels[train])
            losses[i] += log_loss(labels[test], model.predict_proba(few[test]), labels=model.classes_)
    best = strengths[int(np.argmin(losses))]
    return logistic(best).fit(x, y), best


def optimum(job):
    x, y = read(job["train"], job["columns"])
    xt, yt = read(job["test"], job["columns"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if job["task"] == "classification":
            model, strength = fit_classes(x, y, [0.001, 0.01, 0.1, 1.0, 10.0, 100.0])
            p = model.predict_proba(xt)
            return {"score": float(model.score(xt, yt)), "loss": float(log_loss(yt, p, labels=model.classes_)), "strength": strength}
        model = RidgeCV(alphas=np.logspace(-2, 5, 15)).fit(x, y)
        r2 = float(model.score(xt, yt))
        return {"score": r2, "loss": 1 - r2, "strength": float(model.alpha_)}


protocol.serve({"scikit-learn": sklearn.__version__}, {"optimum": optimum})
