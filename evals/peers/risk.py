"""Reference programs for the example `risk` of sentia-analytics, which hands over its rows and calls this.

pip install scikit-learn lightgbm lifelines

risk.py risk < fold,failed,columns…        random forest, LightGBM, histogram boosting: AUPRC, F1, Brier, seconds
risk.py survival < lasted,ended,columns…   lifelines: Cox (Efron), Weibull, Kaplan-Meier

The line from which to warn is drawn within the rows that are learned from: by out-of-bag shares, else by folds of these.
"""

import sys
import time

import numpy as np


def best_bound(failed, scores):
    from sklearn.metrics import precision_recall_curve

    precision, recall, bounds = precision_recall_curve(failed, scores)
    f1 = 2 * precision * recall / (precision + recall + 1e-12)
    return bounds[f1[:-1].argmax()]


def risk(rows):
    import warnings

    from lightgbm import LGBMClassifier
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.metrics import average_precision_score, brier_score_loss, f1_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    warnings.filterwarnings("ignore")
    fold, failed, columns = rows[:, 0], rows[:, 1], rows[:, 2:]
    forest = dict(n_estimators=300, n_jobs=1, random_state=1, oob_score=True)
    peers = {
        "scikit-learn forest": lambda: RandomForestClassifier(**forest),
        "scikit-learn forest, our settings": lambda: RandomForestClassifier(max_features=0.5, min_samples_leaf=2, **forest),
        "LightGBM": lambda: LGBMClassifier(n_estimators=300, learning_rate=0.05, n_jobs=1, verbose=-1, random_state=1),
        "scikit-learn histogram boosting": lambda: HistGradientBoostingClassifier(random_state=1),
    }
    for name, make in peers.items():
        began = time.time()
        scores, warned = np.zeros(len(rows)), np.zeros(len(rows))
        for nth in np.unique(fold):
            learn, test = fold != nth, fold == nth
            model = make().fit(columns[learn], failed[learn])
            if hasattr(model, "oob_decision_function_"):
                known = model.oob_decision_function_[:, 1]
            else:
                inner = StratifiedKFold(3, shuffle=True, random_state=1)
                known = cross_val_predict(make(), columns[learn], failed[learn], cv=inner, method="predict_proba")[:, 1]
            scores[test] = model.predict_proba(columns[test])[:, 1]
            warned[test] = scores[test] >= best_bound(failed[learn], known)
        print(f"{'peer: ' + name:<36}{average_precision_score(failed, scores):8.3f}{f1_score(failed, warned):8.3f}"
              f"{brier_score_loss(failed, scores):8.4f}{time.time() - began:10.1f}", flush=True)


def survival(rows):
    import pandas
    from lifelines import CoxPHFitter, KaplanMeierFitter, WeibullFitter

    table = pandas.DataFrame(rows)
    cox = CoxPHFitter().fit(table, 0, 1)
    weibull = WeibullFitter().fit(rows[:, 0], rows[:, 1])
    share = KaplanMeierFitter().fit(rows[:, 0], rows[:, 1])
    for name, values in {
        "Cox, coefficients": cox.params_.to_numpy(),
        "Cox, standard errors": cox.standard_errors_.to_numpy(),
        "Cox, log likelihood": [cox.log_likelihood_],
        "Weibull, shape and scale": [weibull.rho_, weibull.lambda_],
        "Kaplan-Meier at 200 min": [share.predict(200.0)],
    }.items():
        print(f"{'peer: lifelines ' + name:<36} {[round(float(value), 4) for value in values]}", flush=True)


{"risk": risk, "survival": survival}[sys.argv[1]](np.loadtxt(sys.stdin, delimiter=","))
