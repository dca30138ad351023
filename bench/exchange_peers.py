#!/usr/bin/env python3
"""What other programs say about the files that ambimech writes for them.

    python3 bench/exchange_peers.py [--program target/debug/ambimech] [--limit 200000]

  Gambit  (`pip install pygambit`; tried with 17.0.0b2, version 16 goes by its documented interface)  every transfer rule of every mechanism in examples/ as a game: the value of every report
          of every type, when everybody else tells the truth, must be the value that `ambimech verify --all` prints, exactly.
  HiGHS   (`pip install highspy`)   every program of `decide`, as .lp and as .mps: solved in decimals, the same verdict; and
          the ends of the thresholds of the examples with parameters.

A program that is not installed is skipped, and the last line says so. Exit code 1 when something differs.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOALS = ["implement", "extract", "coalition-proof", "ic,bb", "cic", "ir,fse"]


class Run:
    def __init__(self, program):
        self.program = program
        self.checked = {}
        self.wrong = []

    def ambimech(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True)

    def count(self, what, is_right, words):
        self.checked[what] = self.checked.get(what, 0) + 1
        if not is_right:
            self.wrong.append(f"{what}: {words}")


def examples():
    folder = os.path.join(ROOT, "examples")
    for name in sorted(os.listdir(folder)):
        if os.path.exists(os.path.join(folder, name, "environment.toml")):
            yield os.path.join(folder, name)


def fraction(number):
    """A number of Gambit's as an exact one."""
    return Fraction(str(number))


def report_values(game, labels_of):
    """The value of every report, by player, own type and report, when everybody tells the truth; own types by chance label."""
    if hasattr(game, "get_infosets"):  # from version 17 on, by labels
        from pygambit import H

        profile = game.mixed_behavior_profile(rational=True)
        sets = []
        for place, player in enumerate(game.players):
            for history in game.get_infosets(player):
                own = labels_of[history[0].action][place]
                node = H.path(*[step.action for step in history])
                profile[node] = {own: 1}
                sets.append((player, own, node))
        values = profile.action_values
        for player, own, node in sets:
            for report in game.get_actions(node):
                yield player, own, report, fraction(values[node][report])
    else:  # version 16, by objects
        profile = game.mixed_behavior_profile(rational=True)
        for player in game.players:
            for infoset in player.infosets:
                for action in infoset.actions:
                    profile[action] = 1 if action.label == infoset.label else 0
        for player in game.players:
            for infoset in player.infosets:
                for action in infoset.actions:
                    yield player.label, infoset.label, action.label, fraction(profile.action_value(action))


def check_games(run, pygambit, limit):
    for folder in examples():
        environment = os.path.join(folder, "environment.toml")
        for name in sorted(os.listdir(folder)):
            if not (name.startswith("mechanism") and name.endswith(".json")):
                continue
            mechanism = os.path.join(folder, name)
            answer = run.ambimech("verify", environment, mechanism, "--all", "--format", "json")
            values = json.loads(answer.stdout).get("values")
            if not values:
                continue
            for place, rule in enumerate(values["rules"]):
                with tempfile.TemporaryDirectory() as scratch:
                    path = os.path.join(scratch, "rule.efg")
                    written = run.ambimech("export", environment, mechanism, "--format", "efg", "--rule", rule, "--out", path)
                    if written.returncode != 0 or os.path.getsize(path) > limit:
                        continue
                    game = pygambit.read_efg(path)
                    draws = open(path, encoding="utf-8").read().split("c \"\" 1 \"types\" {", 1)[1].split("}", 1)[0]
                labels = [part for part in draws.split('"')[1::2]]
                labels_of = {label: label.split(" ") for label in labels}
                ours = {
                    (row["coalition"][0], row["types"][0], row["report"][0]): Fraction(row["values"][place])
                    for row in values["reports"]
                    if len(row["coalition"]) == 1
                }
                theirs = {key[:3]: key[3] for key in report_values(game, labels_of)}
                where = f"{os.path.basename(folder)}/{name}, rule {rule}"
                run.count("game", ours == theirs, f"{where}: {ours} and {theirs}")


def verdict_of(highspy, path):
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    if solver.readModel(path) != highspy.HighsStatus.kOk:
        return "unreadable", None
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return "feasible", solver.getInfo().objective_function_value
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return "infeasible", None
    if status == highspy.HighsModelStatus.kUnbounded:
        return "unbounded", None
    return str(status), None


def check_programs(run, highspy):
    for folder in examples():
        environment = os.path.join(folder, "environment.toml")
        for goal in GOALS:
            for mechanism in ["simple", "ambiguous"]:
                with tempfile.TemporaryDirectory() as scratch:
                    for ending in ["lp", "mps"]:
                        path = os.path.join(scratch, f"program.{ending}")
                        answer = run.ambimech("decide", environment, "--goal", goal, "--mechanism", mechanism, "--program", path)
                        if not os.path.exists(path):
                            continue
                        said = answer.stdout.split(":", 1)[0]
                        if "no row of this program" in answer.stderr or said == "undecided":
                            continue
                        found, _ = verdict_of(highspy, path)
                        where = f"{os.path.basename(folder)}, {goal}, {mechanism}, .{ending}"
                        run.count("program", found == said, f"{where}: {said}, HiGHS says {found}")
        check_thresholds(run, highspy, folder, environment)


def check_thresholds(run, highspy, folder, environment):
    with open(environment, "rb") as file:
        parameters = tomllib.load(file).get("parameters", {})
    for parameter in parameters:
        arguments = ["threshold", environment, "--parameter", parameter, "--goal", "ic,ir,bb", "--mechanism", "simple"]
        answer = run.ambimech(*arguments, "--format", "json")
        if answer.returncode not in (0, 1):
            continue
        found = json.loads(answer.stdout)
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "program.lp")
            run.ambimech(*arguments, "--program", path)
            for word, end, sign in [("smallest", "lower", 1), ("largest", "upper", -1)]:
                file = path.replace(".lp", f"-{word}.lp")
                if not os.path.exists(file):
                    continue
                verdict, value = verdict_of(highspy, file)
                limit = found.get(end)
                where = f"{os.path.basename(folder)}, {parameter}, {word}"
                if answer.returncode == 1:
                    run.count("threshold", verdict == "infeasible", f"{where}: never attainable, HiGHS says {verdict}")
                elif limit is None:
                    run.count("threshold", verdict == "unbounded", f"{where}: no end, HiGHS says {verdict} {value}")
                else:
                    exact = Fraction(limit["value"] if isinstance(limit, dict) else limit)
                    near = value is not None and abs(sign * value - float(exact)) < 1e-6 * max(1, abs(float(exact)))
                    run.count("threshold", near, f"{where}: {exact}, HiGHS says {verdict} {value}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "debug", "ambimech"))
    parser.add_argument("--limit", type=int, default=200_000, help="largest game file in bytes")
    parser.add_argument("--only", choices=["gambit", "highs"])
    options = parser.parse_args()
    if not os.path.exists(options.program):
        sys.exit(f"there is no {options.program}; build it with cargo build, or name another with --program")
    run = Run(options.program)
    skipped = []
    if options.only != "highs":
        try:
            import pygambit

            check_games(run, pygambit, options.limit)
        except ImportError:
            skipped.append("Gambit: pygambit is not installed")
    if options.only != "gambit":
        try:
            import highspy

            check_programs(run, highspy)
        except ImportError:
            skipped.append("HiGHS: highspy is not installed")
    for line in run.wrong:
        print("DIFFERS", line)
    checked = ", ".join(f"{count} of kind {what}" for what, count in run.checked.items()) or "nothing"
    print(f"checked {checked}; {len(run.wrong)} differ" + "".join(f"; SKIPPED {why}" for why in skipped))
    sys.exit(1 if run.wrong else 0)


if __name__ == "__main__":
    main()
