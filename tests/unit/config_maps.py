"""ConfigMaps of a stack without operator for a test: rules, and scrape jobs."""

import yaml

RULE = {
    "alert": "Down",
    "expr": "up == 0",
    "for": "1m",
    "labels": {"severity": "warning"},
    "annotations": {"title": "{{ $labels.pod }}"},
}
FILE = {
    "metadata": {"name": "deploy-alerts-rules", "namespace": "seldon-system"},
    "data": {
        "deploy-alerts.rules.yml": yaml.safe_dump(
            {"groups": [{"name": "g", "rules": [RULE]}]}
        )
    },
}
JOBS = {
    "metadata": {"name": "seldon-scrape-jobs", "namespace": "seldon-system"},
    "data": {"jobs.yml": "scrape_configs: [{job_name: a}, {job_name: b}]"},
}
