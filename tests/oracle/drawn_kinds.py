"""What hypothesis draws of kinds of provisioners and folders, by the strategies it is given."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Strategy = SearchStrategy[Any]


def some(**optional: Strategy) -> Strategy:
    """Return a strategy for mappings that have some of these keys."""
    return st.fixed_dictionaries({}, optional=optional)


def provisioners(lines: Strategy, words: Strategy, values: Strategy) -> Strategy:
    """Return a strategy for provisioners that are no scripts, files or playbooks of the host.

    Args:
        lines: Draws texts of a line.
        words: Draws names.
        values: Draws variables' values.
    """
    flags = st.booleans()
    attributes = st.dictionaries(words, values, max_size=2)
    container = some(image=words, cmd=lines, args=lines, daemonize=flags, restart=words)
    containers = some(
        pull_images=st.lists(words, min_size=1, max_size=2, unique=True),
        build_image=st.fixed_dictionaries({"path": words}, optional={"args": lines}),
        containers=st.dictionaries(words, container, max_size=2),
    )
    kinds = {
        "docker": containers,
        "podman": containers,
        "ansible_local": st.fixed_dictionaries(
            {"playbook": words, "provisioning_path": st.just("/srv")},
            optional={"become": flags, "install": flags, "extra_vars": attributes},
        ),
        "puppet": st.fixed_dictionaries(
            {"manifests_path": st.fixed_dictionaries({"guest": lines})},
            optional={"facter": st.dictionaries(words, lines, max_size=2), "temp_dir": lines},
        ),
        "salt": some(run_highstate=flags, pillar=attributes, minion_id=words, verbose=flags),
        "chef_solo": some(
            add_recipe=st.lists(words, min_size=1, max_size=2, unique=True),
            json=attributes,
            log_level=st.sampled_from(["debug", "warn"]),
        ),
        "chef_apply": st.fixed_dictionaries({"recipe": lines}, optional={"install": flags}),
    }
    return st.one_of([_of(kind, said) for kind, said in kinds.items()])


def folders(lines: Strategy) -> Strategy:
    """Return a strategy for what a folder says that libvirt shares."""
    flags = st.booleans()
    shared = {"mount": flags, "readonly": flags, "mount_opts": lines, "create": flags}
    modes = st.sampled_from(["passthrough", "mapped", "squash"])
    return st.one_of(
        _of("9p", some(**shared, accessmode=modes)),
        _of("virtiofs", some(**shared)),
    )


def _of(kind: str, said: Strategy) -> Strategy:
    return said.map(lambda said: {"type": kind, **said})
