"""The programs that play Seldon pass the tests of their own language."""

from sandbox import images, shell, tools


def test_go_tests_of_the_workloads(tmp_path):
    log = tmp_path / "go-test.log"

    shell.run(
        ["go", "test", "./..."],
        cwd=images.WORKLOADS,
        env=tools.BUILD_ENVIRONMENT,
        log=log,
        timeout=300,
    )

    assert "ok " in log.read_text()
