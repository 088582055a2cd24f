"""From a table's file to a fitted linear model with pandas and scikit-learn. Arguments: the file, its target, epochs.

Prints a line of JSON: seconds by stage and in all with the start of Python, accuracy on the rows held out, peak bytes."""

import json
import sys
import time

import pandas as pd
from protocol import peak_bytes
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

path, target, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3])
start = time.perf_counter()
table = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)
read = time.perf_counter()
y = table.pop(target).to_numpy()
x_train, x_test, y_train, y_test = train_test_split(table.to_numpy(), y, test_size=0.2, random_state=0, stratify=y)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
prepared = time.perf_counter()
model = SGDClassifier(loss="log_loss", max_iter=epochs, tol=None, random_state=0).fit(x_train, y_train)
trained = time.perf_counter()
accuracy = model.score(scaler.transform(x_test), y_test)
end = time.perf_counter()
seconds = {"read": read - start, "prepare": prepared - read, "train": trained - prepared, "test": end - trained}
print(json.dumps({"seconds": seconds, "accuracy": accuracy, "peakBytes": peak_bytes()}))
