// SPDX-License-Identifier: GPL-2.0-or-later
/* The turns of a filesystem's server, each of them one list. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "guest/kernel.h"
#include "guest/server.h"

/* The device, and who makes requests. */
static int device, client;
static char request[16];
static struct server_turn turn;

static int set_up(void **state)
{
	int ends[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends))
		return -1;
	device = ends[0];
	client = ends[1];
	turn = (struct server_turn){
		.device = device,
		.polls = true,
		.request = request,
		.size = sizeof(request),
	};
	kernel_begin();
	server_begin();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	kernel_end();
	close(device);
	close(client);
	return 0;
}

static void a_turn_is_one_list(void **state)
{
	char answer[16];
	int answered = 1;

	(void)state;
	assert_int_equal(write(client, "one", 3), 3);
	assert_int_equal(server_next(&turn, &answered), 3);
	assert_int_equal(answered, 0);
	assert_memory_equal(request, "one", 3);
	assert_int_equal(kernel_lists, 1);

	turn.parts[0] = (struct iovec){ "an", 2 };
	turn.parts[1] = (struct iovec){ "swer", 4 };
	turn.count = 2;
	assert_int_equal(write(client, "second", 6), 6);
	assert_int_equal(server_next(&turn, &answered), 6);
	assert_int_equal(answered, 0);
	assert_memory_equal(request, "second", 6);
	assert_int_equal(read(client, answer, sizeof(answer)), 6);
	assert_memory_equal(answer, "answer", 6);
	assert_int_equal(kernel_lists, 2);
}

static void an_answer_nobody_takes(void **state)
{
	int answered;

	(void)state;
	assert_int_equal(write(client, "last", 4), 4);
	assert_int_equal(shutdown(device, SHUT_WR), 0);
	turn.parts[0] = (struct iovec){ "answer", 6 };
	turn.count = 1;
	assert_int_equal(server_next(&turn, &answered), 4);
	assert_int_equal(answered, -EPIPE);
}

static void nothing_is_there(void **state)
{
	int answered;

	(void)state;
	turn.polls = false;
	assert_int_equal(server_next(&turn, &answered), -EAGAIN);
	assert_int_equal(answered, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_turn_is_one_list),
		CASE(an_answer_nobody_takes),
		CASE(nothing_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
