// SPDX-License-Identifier: GPL-2.0-or-later
/* Starts and stops the processes and threads of a test. */
#include "actor/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actor/access.h"
#include "actor/arena.h"
#include "actor/conductor.h"
#include "actor/execute.h"
#include "actor/files.h"
#include "actor/round.h"

/* The files that the process's operations name, one bit each. */
static unsigned int files_used(const struct process *process)
{
	unsigned int used = 0;

	for (int i = 0; i < process->count; i++) {
		if (process->operations[i].file >= 0)
			used |= 1u << process->operations[i].file;
		if (process->operations[i].target >= 0)
			used |= 1u << process->operations[i].target;
	}
	return used;
}

int actor_init(const struct crew *crew, struct actor *actor, int process,
	       struct memory *memory)
{
	const struct conductor *conductor = crew->arena->conductor;
	const struct test *test = crew->layout.test;
	int ret;

	*actor = (struct actor){
		.test = test,
		.layout = crew->layout,
		.process = process,
		.arena = crew->arena,
		.history = &crew->arena->history,
		.directory = crew->directory,
		.zoned = crew->zoned,
		.memory = memory,
		.buffer_size = crew->buffer_size,
		.pipe = { -1, -1 },
		.executor = conductor && conductor->executor ?
				    conductor->executor :
				    &execute_live,
		.uses = files_used(&test->process[process]),
	};
	for (int i = 0; i < TEST_MAX_FILES; i++)
		actor->fd[i] = actor->direct_fd[i] = actor->read_fd[i] = -1;
	if (!memory)
		actor->memory = calloc(1, sizeof(*memory));
	actor->buffer = mmap(NULL, actor->buffer_size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (actor->buffer == MAP_FAILED) {
		actor->buffer = NULL;
		return -errno;
	}
	if (!actor->memory)
		return -ENOMEM;
	ret = execute_open_pipe(actor);
	if (ret)
		return ret;
	crew->arena->result->at[process].operation = -1;
	crew->arena->result->at[process].pid = syscall(SYS_gettid);
	return conductor ? conductor->join(conductor->context, actor) : 0;
}

void actor_fini(struct actor *actor)
{
	const struct conductor *conductor = actor->arena->conductor;

	files_close(actor);
	if (conductor && conductor->leave)
		conductor->leave(conductor->context, actor);
	if (actor->buffer)
		munmap(actor->buffer, actor->buffer_size);
	for (int i = 0; i < 2; i++)
		if (actor->pipe[i] >= 0)
			close(actor->pipe[i]);
	if (address_space(actor->test, actor->process) == actor->process)
		free(actor->memory);
	actor->memory = NULL;
}

static void crew_work(struct actor *actor)
{
	for (uint32_t round = 0; round_join(actor, round); round++)
		;
}

struct thread {
	struct crew *crew;
	int process;
	struct memory *memory;
};

static void *thread_main(void *argument)
{
	struct thread thread = *(struct thread *)argument;
	struct actor actor;

	free(argument);
	if (!actor_init(thread.crew, &actor, thread.process, thread.memory) &&
	    !access_enter_thread()) {
		crew_work(&actor);
		access_leave_thread();
	} else {
		thread.crew->arena->error = -ENOMEM;
		arena_quit(thread.crew->arena);
	}
	actor_fini(&actor);
	return NULL;
}

static int start_threads(struct crew *crew, const struct actor *owner)
{
	const struct test *test = crew->layout.test;

	for (int i = 0; i < test->processes; i++) {
		struct thread *thread;
		int ret;

		if (test->process[i].thread_of != owner->process)
			continue;
		thread = malloc(sizeof(*thread));
		if (!thread)
			return -ENOMEM;
		*thread = (struct thread){ crew, i, owner->memory };
		ret = pthread_create(&crew->threads[i], NULL, thread_main,
				     thread);
		if (ret) {
			free(thread);
			return -ret;
		}
		crew->started |= 1u << i;
	}
	return 0;
}

/* A terminal sends these to the whole group; the leader decides when to end. */
static void ignore_signals(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
}

static void child_main(struct crew *crew, int process, pid_t parent)
{
	struct actor actor;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	ignore_signals();
	if (actor_init(crew, &actor, process, NULL) ||
	    start_threads(crew, &actor))
		_exit(1);
	crew_work(&actor);
	/* Its threads end with it: the test is over for all of them. */
	_exit(0);
}

static int start_child(struct crew *crew, int process)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		child_main(crew, process, parent);
	crew->arena->child[process] = pid;
	return 0;
}

int crew_start(struct crew *crew, struct actor *leader)
{
	const struct test *test = crew->layout.test;
	int ret = actor_init(crew, leader, 0, NULL);

	/* Processes first: they are forked before the leader has threads. */
	for (int i = 1; i < test->processes && !ret; i++)
		if (test->process[i].thread_of < 0)
			ret = start_child(crew, i);
	return ret ? ret : start_threads(crew, leader);
}

/* Reaps the child. True if it had ended before it was told to. */
static bool reap(pid_t pid, int *status)
{
	pid_t ended = waitpid(pid, status, WNOHANG);

	if (ended == pid)
		return true;
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return false;
}

static void join_thread(struct crew *crew, struct actor *leader, int process)
{
	const struct conductor *conductor = crew->arena->conductor;

	if (conductor)
		conductor->dismiss(conductor->context, leader, process);
	pthread_join(crew->threads[process], NULL);
}

int crew_stop(struct crew *crew, struct actor *leader, int *status)
{
	struct arena *arena = crew->arena;
	int dead = -1;

	/* Look for dead children first: once told to quit, all of them end. */
	for (int i = 0; i < TEST_MAX_PROCESSES; i++) {
		int how;

		/* One that exits with 0 has only followed another. */
		if (arena->child[i] && reap(arena->child[i], &how) && how) {
			dead = i;
			*status = how;
		}
		arena->child[i] = 0;
	}
	arena_quit(arena);
	for (int i = 0; i < TEST_MAX_PROCESSES; i++)
		if (crew->started & 1u << i)
			join_thread(crew, leader, i);
	actor_fini(leader);
	return dead;
}
