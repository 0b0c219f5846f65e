/*
 * Preloaded into a program, it hides newer instructions of an x86 CPU from it: the program's kernels are then those of an
 * older CPU, at this one's speed. Linux lets a process ask that CPUID faults (arch_prctl(ARCH_SET_CPUID)); the handler
 * below executes it in its place and clears what is to be hidden. Instructions themselves still run: what does not ask
 * first is not stopped.
 *
 * HIDE_FEATURES=avx2: all that came after AVX2 (AVX-512, VNNI, AMX); avx: AVX2 and FMA, too.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))

static int hides_avx2;
/* What the program itself does about segmentation faults. */
static struct sigaction theirs;
static int (*set_action)(int, const struct sigaction *, struct sigaction *);

static void hide(unsigned leaf, unsigned part, unsigned *a, unsigned *b, unsigned *c, unsigned *d) {
  if (leaf == 7 && part == 0) {
    /* AVX-512: F, DQ, IFMA, PF, ER, CD, BW, VL; VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ; 4VNNIW, 4FMAPS, VP2INTERSECT, FP16 */
    *b &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));
    *c &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));
    *d &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(23));
    /* AMX: BF16, TILE, INT8 */
    *d &= ~(BIT(22) | BIT(24) | BIT(25));
    if (hides_avx2) *b &= ~BIT(5);
  }
  if (leaf == 7 && part == 1) {
    /* AVX-VNNI, AVX512-BF16, AMX-FP16; AVX-VNNI-INT8, AVX-NE-CONVERT, AVX-VNNI-INT16 */
    *a &= ~(BIT(4) | BIT(5) | BIT(21));
    *d &= ~(BIT(4) | BIT(5) | BIT(10));
  }
  /* FMA */
  if (leaf == 1 && hides_avx2) *c &= ~BIT(12);
}

static void on_fault(int signo, siginfo_t *info, void *context) {
  greg_t *at = ((ucontext_t *)context)->uc_mcontext.gregs;
  const unsigned char *code = (const unsigned char *)at[REG_RIP];
  if (info->si_code == SI_KERNEL && code[0] == 0x0f && code[1] == 0xa2) {
    const unsigned leaf = at[REG_RAX], part = at[REG_RCX];
    unsigned a, b, c, d;
    syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
    __cpuid_count(leaf, part, a, b, c, d);
    syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
    hide(leaf, part, &a, &b, &c, &d);
    at[REG_RAX] = a;
    at[REG_RBX] = b;
    at[REG_RCX] = c;
    at[REG_RDX] = d;
    at[REG_RIP] += 2;
    return;
  }
  if ((theirs.sa_flags & SA_SIGINFO) && theirs.sa_sigaction) theirs.sa_sigaction(signo, info, context);
  else if (theirs.sa_handler != SIG_DFL && theirs.sa_handler != SIG_IGN) theirs.sa_handler(signo);
  else {
    struct sigaction end = {.sa_handler = SIG_DFL};
    set_action(SIGSEGV, &end, NULL);
  }
}

/* The program's own handlers (Node has one) come after this one. */
int sigaction(int signo, const struct sigaction *action, struct sigaction *old) {
  if (!set_action) set_action = dlsym(RTLD_NEXT, "sigaction");
  if (signo != SIGSEGV) return set_action(signo, action, old);
  if (old) *old = theirs;
  if (action) theirs = *action;
  return 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *keep = getenv("HIDE_FEATURES");
  if (!keep) return;
  hides_avx2 = strcmp(keep, "avx2") != 0;
  if (!set_action) set_action = dlsym(RTLD_NEXT, "sigaction");
  struct sigaction ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  set_action(SIGSEGV, &ours, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0) {
    perror("this machine cannot hide features: CPUID does not fault");
    exit(1);
  }
}
