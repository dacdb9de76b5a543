"""`vagrantgen up`."""

from typing import TYPE_CHECKING, Annotated

import typer

from vagrantgen.cli import output
from vagrantgen.cli.options import (
    Json,
    LabFiles,
    LabName,
    Overrides,
    Provision,
    ProvisionWith,
    Quiet,
)
from vagrantgen.cli.target import (
    Machines,
    Target,
    find_target,
    labs_without_a_file,
)
from vagrantgen.errors import UsageError
from vagrantgen.host.finding import Host
from vagrantgen.host.probes import seek_problems

if TYPE_CHECKING:
    from vagrantgen.driver.options import UpReport

NewBox = Annotated[
    str | None,
    typer.Option("--box", help="Start a lab without a lab file: machines of this box."),
]
Count = Annotated[int, typer.Option("--count", min=1, help="With --box: how many machines.")]
Memory = Annotated[
    str | None, typer.Option("--memory", metavar="SIZE", help="With --box: such as 2G.")
]
NewName = Annotated[
    str | None, typer.Option("--name", help="With --box: the lab's name; the box's otherwise.")
]


def up(
    machines: Machines = None,
    *,
    files: LabFiles = None,
    overrides: Overrides = None,
    lab: LabName = None,
    box: NewBox = None,
    count: Count = 1,
    memory: Memory = None,
    name: NewName = None,
    provision: Provision = None,
    provision_with: ProvisionWith = None,
    no_deps: Annotated[
        bool, typer.Option("--no-deps", help="Leave alone what the machines depend on.")
    ] = False,
    parallel: Annotated[
        bool, typer.Option("--parallel/--no-parallel", help="Start machines at the same time.")
    ] = True,
    jobs: Annotated[
        int | None,
        typer.Option(
            *("--jobs", "-j"),
            metavar="N",
            min=1,
            help="How many machines at the same time; two for each core otherwise, at least 4.",
        ),
    ] = None,
    destroy_on_error: Annotated[
        bool,
        typer.Option(
            "--destroy-on-error/--no-destroy-on-error",
            help="Destroy new machines that don't come up.",
        ),
    ] = True,
    reload: Annotated[
        bool, typer.Option("--reload", help="Reload machines whose settings have changed.")
    ] = False,
    recreate: Annotated[
        bool, typer.Option("--recreate", help="Make machines anew that can't be changed.")
    ] = False,
    remove_orphans: Annotated[
        bool, typer.Option("--remove-orphans", help="Destroy machines the lab no longer has.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Overwrite a Vagrantfile changed by hand.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Make and start the lab's machines, or some of them."""
    problems = seek_problems(Host())  # these look while the models are imported
    from vagrantgen.cli.preflight import require_fitting_host
    from vagrantgen.cli.progress import progress
    from vagrantgen.cli.status import show_status
    from vagrantgen.driver.emulation import choose_driver
    from vagrantgen.driver.options import UpOptions, machines_at_once
    from vagrantgen.driver.status import status
    from vagrantgen.driver.up import up as bring_up

    target = find_target(machines, files, overrides, lab)
    if box is not None:
        target = _lab_of(box, count, memory, name)
    options = UpOptions(
        dependencies=not no_deps,
        provision=provision,
        provision_with=tuple(provision_with or ()),
        parallel=parallel,
        at_once=jobs or machines_at_once(),
        destroy_on_error=destroy_on_error,
        reload=reload,
        recreate=recreate,
        remove_orphans=remove_orphans,
        overwrite=overwrite,
    )
    with progress(quiet=quiet) as listener:
        environment = target.open_with_lab(listener)
        choose_driver(environment)
        require_fitting_host(environment, problems())
        report = bring_up(environment, target.names, options)
    show_status(status(environment, target.names), as_json=as_json)
    _tell(report)


def _lab_of(box: str, count: int, memory: str | None, name: str | None) -> Target:
    """Return a lab that is written now, in a folder of its own under the user's state folder."""
    import yaml

    from vagrantgen.models.names import to_label

    called = name or to_label(box.rpartition("/")[2])
    node = {"box": box, "networks": ["lan"]} | ({"memory": memory} if memory else {})
    counted = {"count": count} if count > 1 else {}
    lab = {"name": called, "networks": {"lan": None}, "machines": {"node": node | counted}}
    folder = labs_without_a_file() / called
    if folder.parent != labs_without_a_file():
        raise UsageError(f"{called!r} can't be a lab's name")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "lab.yaml"
    file.write_text(yaml.safe_dump(lab, sort_keys=False))
    output.say(f"The lab is {file}; reach it with `--lab {called}`.")
    return Target(folder, (file,))


def _tell(report: "UpReport") -> None:
    from vagrantgen.driver.drift import Pending

    words = {
        Pending.PROVISION: "its provisioners have changed: `vagrantgen provision {}`",
        Pending.RELOAD: "its settings have changed: `vagrantgen up --reload {}`",
        Pending.RECREATE: "it has to be made anew: `vagrantgen up --recreate {}`",
    }
    for name, kind in report.pending.items():
        output.say(f"pending: {name}: {words[kind].format(name)}")
    for name in report.orphans:
        output.say(f"pending: {name}: the lab no longer has it: `vagrantgen up --remove-orphans`")
