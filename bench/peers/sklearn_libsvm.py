"""scikit-learn's load_svmlight_file into float32."""

import numpy as np
import protocol
import sklearn
from sklearn.datasets import load_svmlight_file


def parse(job):
    seconds, (X, _) = protocol.timed(lambda: load_svmlight_file(job["path"], dtype=np.float32))
    total = float(X.data.sum(dtype=np.float64))
    return {"seconds": seconds, "rows": X.shape[0], "columns": X.shape[1], "values": int(X.nnz), "total": total}


protocol.serve({"scikit-learn": sklearn.__version__}, {"parse": parse})
