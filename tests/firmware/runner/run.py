# Runs unittest files on MicroPython: micropython run.py test_a.py test_b.py
# The exit code is 1 if a test failed, or a file had none or could not be imported.
import sys
import unittest  # the one beside this file: MicroPython has none of its own


def run_file(path):
    folder, _, name = path.rpartition("/")
    sys.path.insert(0, folder or ".")
    try:
        tests, failed = unittest.run_module(__import__(name[: -len(".py")]))
    except Exception as error:
        sys.print_exception(error, sys.stdout)
        tests, failed = 0, 1
    sys.path.pop(0)
    summary = f"{tests} tests, {failed} failed" if tests or failed else "no tests"
    print(f"{name}: {summary}")
    return tests > 0 and failed == 0


results = [run_file(path) for path in sys.argv[1:]]
sys.exit(0 if results and all(results) else 1)
