"""A worker that starts alone, without the pages around it, knows every kind of job and of question."""

import json
import subprocess
import sys

STARTED = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "miqyas.server.settings"
import django
django.setup()
from miqyas.jobs.questions import questions
from miqyas.jobs.registry import kinds
print(json.dumps([sorted(kinds()), [question.kind for question in questions()]]))
"""


def test_it_knows_them_all(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        capture_output=True,
        text=True,
        check=True,
        env={"MIQYAS_DATA_DIR": str(tmp_path), "PATH": ""},
        encoding="utf-8",
    )
    kinds, questions = json.loads(done.stdout.splitlines()[-1])
    assert {"charts.warm", "question.answer"} <= set(kinds)
    assert "audit" in questions
