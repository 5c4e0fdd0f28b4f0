#!/usr/bin/python3
"""steps.py github | gitlab | dockerfile N: what each of them would run of action.yml
and the blocks of docs/ci.md, as a shell script on stdout. Of Docker's words only
those that the page needs."""
import re
import sys
import yaml


def blocks(path, kind):
    return re.findall(r"^```%s newcomer\n(.*?)^```$" % kind, open(path).read(), re.M | re.S)


def action(path, given):
    """Its run steps, each in a shell with what GITHUB_PATH got so far; a step of
    actions/cache says that it found what lies there."""
    spec = yaml.safe_load(open(path))
    values = {"inputs." + k: v["default"] for k, v in spec["inputs"].items()}
    values.update(("inputs." + k, v) for k, v in given)
    print('set -e\nmkdir -p "$RUNNER_TEMP"\nexport RUNNER_TEMP')
    print('export GITHUB_PATH=$RUNNER_TEMP/path GITHUB_OUTPUT=$RUNNER_TEMP/output')
    for step in spec["runs"]["steps"]:
        if step.get("if") == "inputs.targets != ''" and not values["inputs.targets"]:
            continue
        if "uses" in step:
            assert step["uses"].startswith("actions/cache@"), step
            assert step["with"]["path"] == "${{ runner.temp }}/zbuild.tar.gz"
            print('grep -q "^key=[0-9a-f]*$" "$GITHUB_OUTPUT"')
            continue
        env = " ".join("%s=%s" % (k, quote(values[v[4:-3]]))
                       for k, v in step.get("env", {}).items())
        print('touch "$GITHUB_PATH"; while read -r p; do PATH=$p:$PATH; done <"$GITHUB_PATH"')
        print("env %s bash -e -o pipefail -c %s" % (env, quote(step["run"])))
    # What the job's next steps have.
    print('touch "$GITHUB_PATH"; while read -r p; do PATH=$p:$PATH; done <"$GITHUB_PATH"')


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def github(path):
    """The page's own job: what it gives the action, and its run steps."""
    steps = yaml.safe_load(blocks(path, "yaml")[0])["jobs"]["build"]["steps"]
    given = next(s["with"] for s in steps if s.get("uses", "").startswith("OWNER/"))
    action("action.yml", given.items())
    for step in steps:
        if "run" in step:
            print(step["run"])


def gitlab(path):
    job = yaml.safe_load(blocks(path, "yaml")[1])["build"]
    print("set -e")
    for name, value in job["variables"].items():
        print("%s=%s" % (name, quote(value)))
    print("\n".join(job["before_script"] + job["script"]))


def dockerfile(path, n):
    """The RUN lines; COPY from the folder of sources."""
    print("set -e")
    for line in blocks(path, "dockerfile")[n].splitlines():
        word, rest = line.split(" ", 1)
        if word == "RUN":
            print("(cd / && " + rest + ")")
        elif word == "ENV":
            print("export " + rest)
        elif word == "COPY" and rest.startswith("--from=build"):
            print("test -s " + rest.split()[1])
        elif word == "COPY":
            to = rest.split()[1]
            print("mkdir -p %s && cp -r %s %s" % (to, rest.split()[0], to))
        else:
            assert word == "FROM", line


PAGE = "docs/ci.md"
if sys.argv[1] == "dockerfile":
    dockerfile(PAGE, int(sys.argv[2]))
else:
    {"github": github, "gitlab": gitlab}[sys.argv[1]](PAGE)
