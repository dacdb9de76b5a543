"""Bringing a lab's machines up: made, started and provisioned, level by level."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from vagrantgen.driver.destroy import destroy_machines
from vagrantgen.driver.drift import Pending, pending
from vagrantgen.driver.environment import Environment
from vagrantgen.driver.foreign import claim_begun, clear_the_way
from vagrantgen.driver.ids import machine_ids
from vagrantgen.driver.libvirt import Domain
from vagrantgen.driver.management import ManagementNetwork
from vagrantgen.driver.meant import keep_meant
from vagrantgen.driver.options import UpOptions, UpReport
from vagrantgen.driver.record import Record
from vagrantgen.driver.renewal import adopt, renew
from vagrantgen.errors import UsageError
from vagrantgen.guest.session import close_connections
from vagrantgen.models.addressing import plain_management
from vagrantgen.render.vagrantfile import render_vagrantfile
from vagrantgen.render.write import write_vagrantfile


def up(
    environment: Environment, names: Sequence[str] = (), options: UpOptions | None = None
) -> UpReport:
    """Bring machines up: make those that don't exist, start those that are off.

    Args:
        environment: Where they are; it needs its lab.
        names: Machines, counted machines or groups; those that start by themselves if none.
        options: What it may and may not do.

    Returns:
        What it was not asked to do, and left.
    """
    with environment.locked():
        return _Up(environment, options or UpOptions()).run(names)


class _Up:
    """One `up`, while the folder is locked."""

    def __init__(self, environment: Environment, options: UpOptions) -> None:
        self._environment = environment
        self._options = options
        self._lab = environment.require_lab()
        self._meant = environment.meant or Record.of(self._lab, environment.source)

    def run(self, names: Sequence[str]) -> UpReport:
        environment = self._environment
        self._refuse_another_lab()
        adopt(environment)
        claim_begun(environment)
        chosen = self._chosen(names)
        self._remove_what_has_to_go(chosen)
        existing = environment.domains()
        missing = [self._meant.machines[name] for name in chosen if name not in existing]
        clear_the_way(environment, missing, self._meant)
        self._write_vagrantfile()
        keep_meant(environment.folder, self._meant)
        steps = self._steps(chosen, existing)
        environment.announce(environment.ordered(steps))
        with self._managed() if steps else contextlib.nullcontext():
            for level in environment.levels(steps):
                self._bring_up({name: steps[name] for name in level})
        return self._report()

    @contextlib.contextmanager
    def _managed(self) -> Iterator[None]:
        """Have a management network, and leave none when all that was begun has failed."""
        environment = self._environment
        management = ManagementNetwork(environment.libvirt, environment.record.management_network)
        management.expect()
        try:
            if subnet := plain_management(self._lab):
                management.make(subnet)
            yield
        finally:
            management.note()
            if not machine_ids(environment.folder):
                management.remove_if_idle()

    def _refuse_another_lab(self) -> None:
        made, meant = self._environment.record, self._meant
        if (made.lab, made.uri) == (meant.lab, meant.uri):
            return
        if self._environment.domains():
            theirs = f"the lab {made.lab!r} ({made.source.name})"
            raise UsageError(
                f"the machines in this folder are those of {theirs}",
                hint="destroy them first, with `vagrantgen destroy`; or use another folder",
            )
        self._environment.start_anew(meant)

    def _chosen(self, names: Sequence[str]) -> list[str]:
        """Return the machines to bring up, with what they depend on, in the lab's order."""
        machines = self._lab.select(names) if names else self._lab.machines
        waiting = [machine.name for machine in machines if names or machine.autostart]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._lab.machine(name).depends_on if self._options.dependencies else ()
        return [machine.name for machine in self._lab.machines if machine.name in found]

    def _remove_what_has_to_go(self, chosen: Sequence[str]) -> None:
        environment = self._environment
        existing = environment.domains()
        orphans = environment.orphans() if self._options.remove_orphans else ()
        changed = [
            name
            for name in chosen
            if self._pending(name, existing) is Pending.RECREATE
            and (self._options.recreate or not environment.record.machines[name].created)
        ]
        destroy_machines(environment, [*orphans, *changed])

    def _write_vagrantfile(self) -> None:
        environment = self._environment
        path = environment.folder / "Vagrantfile"
        text = render_vagrantfile(self._lab, environment.source.name)
        is_new = not path.exists()
        write_vagrantfile(path, text, overwrite=self._options.overwrite)
        if is_new:
            environment.keep(environment.record.with_own_vagrantfile())

    def _steps(self, chosen: Sequence[str], existing: Mapping[str, Domain]) -> dict[str, list[str]]:
        """Return Vagrant's command for each machine that needs one, with its options."""
        options = self._options
        reloaded = [
            name
            for name in chosen
            if options.reload
            and self._pending(name, existing) is Pending.RELOAD
            and existing[name].state == "running"
        ]
        allowed = {name: self._allowed(name, existing) for name in chosen}
        changed = renew(self._environment, allowed, anew=options.provision is True)
        steps = {name: ["up", *options.for_vagrant()] for name in chosen}
        for name in chosen:
            made = self._environment.record.machines[name]
            if name in reloaded:
                steps[name] = ["reload", *options.for_provisioning()]
            elif name in existing and not made.provisioned and not options.for_provisioning():
                steps[name].append("--provision")
            elif name not in changed and self._is_as_wanted(name, existing):
                del steps[name]
        return steps

    def _pending(self, name: str, existing: Mapping[str, Domain]) -> Pending | None:
        made = self._environment.record.machines.get(name)
        return pending(made, self._meant.machines[name]) if made and name in existing else None

    def _allowed(self, name: str, existing: Mapping[str, Domain]) -> Pending:
        if name not in existing:
            return Pending.RECREATE
        may_reload = self._options.reload or existing[name].state != "running"
        return Pending.RELOAD if may_reload else Pending.PROVISION

    def _is_as_wanted(self, name: str, existing: Mapping[str, Domain]) -> bool:
        """Tell whether Vagrant would have nothing to do."""
        provisioners = self._lab.machine(name).provisioners
        is_running = name in existing and existing[name].state == "running"
        always = any(provisioner.run == "always" for provisioner in provisioners)
        return is_running and not always and not self._options.for_provisioning()

    def _bring_up(self, steps: Mapping[str, Sequence[str]]) -> None:
        """Run each command once, on all machines that need it."""
        environment = self._environment
        for command in dict.fromkeys(map(tuple, steps.values())):
            names = [name for name, words in steps.items() if tuple(words) == command]
            if command[0] == "reload":
                close_connections(environment.folder, names)
            for batch in self._batches(names):
                environment.vagrant(command[0], batch, command[1:])

    def _batches(self, names: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield machines that are started together; all, where Vagrant takes them one by one."""
        size = self._options.at_once if self._options.parallel else len(names)
        for start in range(0, len(names), size):
            yield names[start : start + size]

    def _report(self) -> UpReport:
        made, meant = self._environment.record.machines, self._meant.machines
        changed = any(name in made and pending(made[name], meant[name]) for name in meant)
        existing = self._environment.domains() if changed or made.keys() - meant.keys() else {}
        found = {name: self._pending(name, existing) for name in self._meant.machines}
        return UpReport(
            pending={name: kind for name, kind in found.items() if kind},
            orphans=self._environment.orphans(existing),
        )
