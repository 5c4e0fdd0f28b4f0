/* Arm's semihosting: what a debugger or qemu does for a bare program. */
long semihost(long op, void *arg);
void say(const char *text);
void say_number(long n);
_Noreturn void leave(int status);
int command_line(char *to, long size);
