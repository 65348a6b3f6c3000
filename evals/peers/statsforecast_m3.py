"""Forecasts series of the M3 set with statsforecast and saves them for `sentia-evals forecast --peer FILE`.

    pip install statsforecast==2.1.1
    python evals/peers/statsforecast_m3.py M3_DIR FILE [--period MONTHLY] [--every N] [--offset K]

One line for each series: its id, and for each model the point forecasts, the bounds of the 80% and 95% intervals and the
seconds taken on one thread. It goes on where an earlier run stopped.
"""

import argparse
import json
import os
import pathlib
import time

os.environ.update(NIXTLA_NUMBA_CACHE="1", NUMBA_NUM_THREADS="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np
from statsforecast.models import AutoARIMA, AutoCES, AutoETS, DynamicOptimizedTheta

SEASONS = {"YEARLY": 1, "QUARTERLY": 4, "MONTHLY": 12, "OTHER": 1}
MODELS = {"ets": AutoETS, "dotm": DynamicOptimizedTheta, "ces": AutoCES, "arima": AutoARIMA}
BOUNDS = ("lo-80", "hi-80", "lo-95", "hi-95")


def forecast(model, values, horizon, season):
    start = time.process_time()
    result = model(season_length=season).forecast(y=values, h=horizon, level=[80, 95])
    bounds = {name: [float(value) for value in result[name]] for name in BOUNDS}
    return {"mean": [float(value) for value in result["mean"]], **bounds, "seconds": time.process_time() - start}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--period", default="MONTHLY", choices=SEASONS)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    options = parser.parse_args()

    done = set()
    if options.file.exists():
        done = {json.loads(line)["id"] for line in options.file.read_text().splitlines()}
    lines = (options.folder / "m3_all.jsonl").read_text().splitlines()
    series = [entry for entry in map(json.loads, lines) if entry["period"] == options.period]
    season = SEASONS[options.period]
    with options.file.open("a") as out:
        for entry in series[options.offset :: options.every]:
            if entry["id"] in done:
                continue
            values = np.array(entry["x"], dtype=float)
            models = {name: forecast(model, values, entry["h"], season) for name, model in MODELS.items()}
            out.write(json.dumps({"id": entry["id"], "models": models}) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
