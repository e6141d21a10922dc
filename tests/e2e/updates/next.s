# What stands for a newer version in the tests: a program that writes its arguments beside itself, into NAME.started.
#   as next.s -o next.o && ld -n -s next.o -o next
    .intel_syntax noprefix
    .globl _start
_start:
    mov rcx, [rsp]                # how many arguments
    lea rdx, [rsp + rcx*8 + 16]   # the environment comes after them
    lea rax, [rip + script]
    mov [rsp], rax                # sh -c SCRIPT, then the arguments as they are
    lea rax, [rip + option]
    push rax
    lea rax, [rip + shell]
    push rax
    mov rsi, rsp
    lea rdi, [rip + shell]
    mov eax, 59                   # execve
    syscall
    mov edi, 127
    mov eax, 60                   # exit
    syscall
shell:
    .asciz "/bin/sh"
option:
    .asciz "-c"
script:
    .asciz "printf '%s\\n' \"$@\" >\"$0.new\" && mv \"$0.new\" \"$0.started\""
