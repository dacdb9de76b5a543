"""Vagrant's other plugins: their settings, and the kinds of provisioners and folders they add."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator

from vagrantgen.models.secret import with_secrets
from vagrantgen.models.text import Word
from vagrantgen.models.unchecked import is_a_name_of_ruby

PROVISIONERS: Final[Mapping[str, str]] = {
    "alpine": "vagrant-alpine",
    "docker_compose": "vagrant-docker-compose",
    "dsc": "vagrant-dsc",
    "goss": "vagrant-goss",
    "host_shell": "vagrant-host-shell",
    "hostmanager": "vagrant-hostmanager",
    "hosts": "vagrant-hosts",
    "itamae": "vagrant-itamae",
    "nixos": "vagrant-nixos-plugin",
    "pe_agent": "vagrant-pe_build",
    "pe_bootstrap": "vagrant-pe_build",
    "reload": "vagrant-reload",
    "serverspec": "vagrant-serverspec",
    "unix_reboot": "vagrant-unix-reboot",
    "windows-sysprep": "vagrant-windows-sysprep",
    "windows-update": "vagrant-windows-update",
    "windows_reboot": "vagrant-windows-reboot",
}
"""Kinds of provisioners that a plugin adds, with the plugin."""

FOLDERS: Final[Mapping[str, str]] = {
    "nfs_guest": "vagrant-nfs_guest",
}
"""Kinds of synced folders that a plugin adds, with the plugin; sshfs is a kind of ours."""

_SECTION: Final = re.compile(r"[a-z][a-z0-9_]*")


def _is_a_plugin(value: str) -> str:
    if value == "vagrant-libvirt":
        msg = "'vagrant-libvirt' is what every lab needs; its settings stand under `libvirt`"
        raise ValueError(msg)
    return value


def _is_a_section(value: str) -> str:
    if not _SECTION.fullmatch(value):
        msg = f"{value!r} can't be a section of a Vagrantfile: `config.{value}`"
        raise ValueError(msg)
    return value


PluginName = Annotated[Word, AfterValidator(_is_a_plugin)]
"""A plugin, by the name that `vagrant plugin install` takes."""

Section = Annotated[str, AfterValidator(_is_a_section)]
"""What stands between `config` and the name of a setting."""

SectionSettings = Annotated[
    dict[Annotated[str, AfterValidator(is_a_name_of_ruby)], Any], AfterValidator(with_secrets)
]
"""Settings of a section, or where their values stand."""

Plugins = dict[PluginName, dict[Section, SectionSettings] | None]
"""The plugins that are needed, each with its sections and their settings."""


def section_settings(plugins: Mapping[str, Mapping[str, Any] | None]) -> Mapping[str, Any]:
    """Return what is assigned: `hostmanager.enabled`, and its value."""
    return {
        f"{section}.{name}": value
        for sections in plugins.values()
        for section, settings in (sections or {}).items()
        for name, value in settings.items()
    }
