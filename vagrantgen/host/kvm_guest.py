"""A program that runs a tiny guest by KVM, and prints the seconds of processor time it took.

It needs nothing but the standard library, so that it starts at once. Whoever runs it has to limit
its time: where KVM is broken, the kernel's call may never return.

The guest is a 64-bit one with paging, and does what every kernel does: it computes for a while,
asks which processor it has, and loads its page table again. Simpler guests run even on a KVM that
boots no kernel, since what that can't run natively it emulates.
"""

import ctypes
import fcntl
import mmap
import struct
import sys
import time
from typing import Final

_CREATE_VM: Final = 0xAE01
_GET_RUN_SIZE: Final = 0xAE04
_GET_SUPPORTED_CPUID: Final = 0xC008AE05
_CREATE_PROCESSOR: Final = 0xAE41
_SET_MEMORY: Final = 0x4020AE46
_RUN: Final = 0xAE80
_SET_REGISTERS: Final = 0x4090AE82
_GET_SYSTEM_REGISTERS: Final = 0x8138AE83
_SET_SYSTEM_REGISTERS: Final = 0x4138AE84
_SET_CPUID: Final = 0x4008AE90

_EXIT_REASON_AT: Final = 8
_EXIT_BY_IO: Final = 2

_MEMORY_SIZE: Final = 0x200000
_PAGE_TABLES_AT: Final = 0x1000
_CODE_AT: Final = 0x4000
_CODE: Final = bytes.fromhex(
    "b9 40 0d 03 00"  # mov ecx, 200000
    "ff c9"  # again: dec ecx
    "75 fc"  # jnz again
    "31 c0"  # xor eax, eax
    "0f a2"  # cpuid
    "0f 20 d8"  # mov rax, cr3
    "0f 22 d8"  # mov cr3, rax
    "e6 10"  # out 0x10, al
)


def main(device: str) -> None:
    """Run the guest until it writes to a port; any other end is an error."""
    memory = _memory()
    with open(device, "r+b", buffering=0) as kvm:  # noqa: PTH123  (pathlib is slow to import)
        machine = fcntl.ioctl(kvm, _CREATE_VM, 0)
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        fcntl.ioctl(machine, _SET_MEMORY, struct.pack("<IIQQQ", 0, 0, 0, _MEMORY_SIZE, address))
        processor = fcntl.ioctl(machine, _CREATE_PROCESSOR, 0)
        cpuid = bytearray(struct.pack("<II", 100, 0) + bytes(100 * 40))
        fcntl.ioctl(kvm, _GET_SUPPORTED_CPUID, cpuid)
        fcntl.ioctl(processor, _SET_CPUID, cpuid)
        _enter_long_mode(processor)
        state = mmap.mmap(processor, fcntl.ioctl(kvm, _GET_RUN_SIZE, 0))
        start = time.thread_time()
        fcntl.ioctl(processor, _RUN, 0)
        seconds = time.thread_time() - start
    (exit_reason,) = struct.unpack_from("<I", state, _EXIT_REASON_AT)
    if exit_reason != _EXIT_BY_IO:
        sys.exit(f"its exit reason is {exit_reason}")
    sys.stdout.write(f"{seconds:.6f}\n")


def _memory() -> mmap.mmap:
    """Return the guest's memory: its code, and three page tables that map it onto itself."""
    memory = mmap.mmap(-1, _MEMORY_SIZE)
    usable, large_page = 0x3, 0x80
    entries = (_PAGE_TABLES_AT + 0x1000, _PAGE_TABLES_AT + 0x2000, large_page)
    for level, entry in enumerate(entries):
        struct.pack_into("<Q", memory, _PAGE_TABLES_AT + 0x1000 * level, entry | usable)
    memory[_CODE_AT : _CODE_AT + len(_CODE)] = _CODE
    return memory


def _enter_long_mode(processor: int) -> None:
    system = bytearray(312)
    fcntl.ioctl(processor, _GET_SYSTEM_REGISTERS, system)
    code_segment = (0, 0xFFFFFFFF, 8, 0xB, 1, 0, 0, 1, 1, 1, 0, 0, 0)  # flat, 64 bits
    struct.pack_into("<QIH10B", system, 0, *code_segment)
    cr0, cr3, cr4, efer = 0x80050033, _PAGE_TABLES_AT, 0x20, 0x500
    struct.pack_into("<4QQQ", system, 224, cr0, 0, cr3, cr4, 0, efer)
    fcntl.ioctl(processor, _SET_SYSTEM_REGISTERS, system)
    general = bytearray(144)
    struct.pack_into("<QQ", general, 128, _CODE_AT, 0x2)  # rip, rflags
    fcntl.ioctl(processor, _SET_REGISTERS, general)


if __name__ == "__main__":
    main(sys.argv[1])
