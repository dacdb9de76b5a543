"""Salt in the guest."""

from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from vagrantgen.models.base import Bool, Mistake, PositiveInt
from vagrantgen.models.emits import Emits
from vagrantgen.models.provisioning import HostPaths, Provisioner
from vagrantgen.models.text import Line, Text
from vagrantgen.models.unchecked import can_be_written_down
from vagrantgen.models.values import Arguments, Pairs

_PAIRS: Final = (("minion_key", "minion_pub"), ("master_key", "master_pub"))

Pillar = Annotated[dict[str, Any], AfterValidator(can_be_written_down)]


class Salt(Provisioner):
    """A Salt minion in the guest, a master, or both."""

    on_host: ClassVar[HostPaths] = {
        "minion_config": "file",
        "minion_key": "file",
        "minion_pub": "file",
        "master_config": "file",
        "master_key": "file",
        "master_pub": "file",
        "grains_config": "file",
        "bootstrap_script": "file",
    }

    type: Literal["salt"] = "salt"

    masterless: Annotated[Bool | None, Emits(default=False)] = None
    """Whether the minion works without a master."""

    run_highstate: Bool | None = None
    """Whether the states are applied."""

    minion_config: Line | None = None
    """The minion's configuration, a file of the host."""

    minion_json_config: Text | None = None
    """The minion's configuration, as JSON."""

    minion_id: Line | None = None
    """What the minion is called."""

    minion_key: Line | None = None
    """The minion's private key, with `minion_pub`."""

    minion_pub: Line | None = None
    """The minion's public key, with `minion_key`."""

    grains_config: Line | None = None
    """The minion's grains, a file of the host."""

    pillar: Pillar | None = None
    """Pillar data."""

    install_master: Bool | None = None
    """Whether a master is installed."""

    master_config: Line | None = None
    """The master's configuration, a file of the host."""

    master_json_config: Text | None = None
    """The master's configuration, as JSON."""

    master_key: Line | None = None
    """The master's private key, with `master_pub`."""

    master_pub: Line | None = None
    """The master's public key, with `master_key`."""

    master_id: Line | None = None
    """The master's name, for Windows guests."""

    seed_master: dict[Line, Line] | None = None
    """Public keys of minions that the master accepts, by the minion's name: files of the host."""

    no_minion: Bool | None = None
    """Whether no minion is installed."""

    install_syndic: Bool | None = None
    """Whether a syndic is installed."""

    orchestrations: tuple[Line, ...] | None = None
    """Files that the master orchestrates."""

    install_type: Literal["stable", "git", "daily", "testing"] | None = None
    """Where Salt comes from."""

    install_args: Line | None = None
    """The branch or version of that."""

    version: Line | None = None
    """The version of Salt, with `install_type`."""

    python_version: Annotated[PositiveInt, Field(le=9)] | None = None
    """The major version of its Python."""

    always_install: Bool | None = None
    """Whether it is installed where it is already."""

    bootstrap_script: Line | None = None
    """A script of the host that installs it, instead of Salt's own."""

    bootstrap_options: Line | None = None
    """More arguments of the script that installs it."""

    temp_config_dir: Line | None = None
    """The guest's folder that the configuration is put in first."""

    salt_call_args: tuple[Line, ...] | None = None
    """More arguments of salt-call."""

    salt_args: tuple[Line, ...] | None = None
    """More arguments of salt."""

    verbose: Bool | None = None
    """Whether Salt's output is shown."""

    colorize: Bool | None = None
    """Whether it is coloured."""

    log_level: (
        Literal["quiet", "critical", "error", "warning", "info", "debug", "trace", "all"] | None
    ) = None
    """How much Salt says."""

    run_service: Bool | None = None
    """Whether the minion's service is started, in Windows guests."""

    @model_validator(mode="after")
    def _says_only_what_goes_together(self) -> Self:
        for pair in _PAIRS:
            said = [key for key in pair if getattr(self, key) is not None]
            if len(said) == 1:
                msg = f"`{pair[0]}` and `{pair[1]}` need each other"
                raise Mistake(msg, said[0])
        accepts = self.no_minion or self.seed_master
        if self.install_master and self.run_highstate and not accepts:
            msg = "the master has accepted no minion; add `seed_master`, or `no_minion: true`"
            raise Mistake(msg, "run_highstate")
        return self

    def calls(self) -> tuple[tuple[str, Arguments], ...]:
        """Return what is called in its block."""
        return (("pillar", Arguments((Pairs(self.pillar),))),) if self.pillar else ()

    def settings(self) -> dict[str, Any]:
        """Return what is assigned in its block."""
        return {key: value for key, value in super().settings().items() if key != "pillar"}
