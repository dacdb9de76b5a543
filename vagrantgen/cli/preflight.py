"""What a lab will meet on this host, looked at before anything starts."""

from collections.abc import Iterator

from vagrantgen.catalog import FILE_NAME, BoxCatalog
from vagrantgen.cli import output
from vagrantgen.driver.environment import Environment
from vagrantgen.errors import HostError
from vagrantgen.host import fit, probes
from vagrantgen.host.finding import Finding, Host


def findings(environment: Environment, *, whole: bool) -> Iterator[Finding]:
    """Yield what is not as it should be, on the host and for the lab.

    Args:
        environment: Where the lab is; it needs its lab.
        whole: Look at everything, as `doctor` does; only at what is quick to see otherwise.
    """
    seen = probes.examine(Host()) if whole else probes.find_problems(Host())
    found = [finding for finding in seen if finding.state != "ok"]
    yield from found
    if any(finding.state == "problem" for finding in found):
        return
    catalog = BoxCatalog.load(environment.folder / FILE_NAME)
    subnets, up = environment.libvirt.subnets(), environment.domains()
    yield from fit.findings(environment.require_lab(), catalog, subnets, up)


def require_fitting_host(environment: Environment) -> None:
    """Say what the lab will meet here.

    Raises:
        HostError: It can't run here; nothing was started.
    """
    found = list(findings(environment, whole=False))
    for finding in found:
        if finding.state == "warning":
            output.say(str(finding))
    problems = [str(finding) for finding in found if finding.state == "problem"]
    if problems:
        raise HostError(
            "this lab can't run here; nothing was started",
            details="\n".join(problems),
            hint="`vagrantgen doctor` and `vagrantgen check` say more",
        )
