// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The second of the two rewriting passes. Words that the grammar does not know
 * (attributes, loop macros, types as arguments) are replaced in place; on the
 * way it notes where functions and tables are, and which names they use.
 */
#include "audit/front/clean.h"
#include "audit/front/rewrite.h"

#include <string.h>

/* What the last word or punctuation was, as far as rewriting cares. */
enum token { TOKEN_START, TOKEN_WORD, TOKEN_OPEN, TOKEN_COMMA, TOKEN_OTHER };

struct rewriter {
	struct source *source;
	char *text;
	size_t at, length;
	int depth; /* of braces */
	int parens;
	enum token last;
	sym last_word;	  /* when last is TOKEN_WORD */
	bool call_open;	  /* the last '(' follows a word: a call */
	size_t statement; /* where the file-level statement began */
	sym function;	  /* the word before its first '(' */
	bool has_parens, has_assign, has_struct;
	bool keep;	/* the statement is a table */
	bool in_table;	/* inside its braces */
	sym field;	/* the ".field" its last one began with */
	size_t counted; /* lines are counted up to here */
	uint32_t line;
};

/* clang-format off */
static const char *const attributes[] = {
	"__user", "__iomem", "__percpu", "__rcu", "__force", "__kernel",
	"__init", "__exit", "__initdata", "__initconst", "__exitdata",
	"__net_init", "__net_exit", "__net_initdata", "__meminit",
	"__meminitdata", "__init_or_module", "__init_memblock", "__ref",
	"__refdata", "__cold", "__hot", "__pure", "__packed", "__weak",
	"__used", "__unused", "__maybe_unused", "__always_unused",
	"__must_check", "__always_inline", "__inline__", "__inline",
	"__noreturn", "__flatten", "__malloc", "__read_mostly",
	"__ro_after_init", "__attribute_const__", "__latent_entropy",
	"__randomize_layout", "__no_randomize_layout", "__nonstring",
	"__bitwise", "__private", "__visible", "__cacheline_aligned",
	"__cacheline_aligned_in_smp", "____cacheline_aligned",
	"____cacheline_aligned_in_smp", "____cacheline_internodealigned_in_smp",
	"__no_kcsan", "__no_sanitize_memory", "__no_sanitize_address",
	"__no_kmsan_checks", "__no_sanitize_or_inline", "__no_kasan_or_inline",
	"__cpuidle", "__sched", "__kprobes", "__deprecated", "__nocast",
	"__read_overflow", "__initcall", "__devinit", "__devexit",
	"noinline", "noinline_for_stack", "noinline_for_tracing",
	"asmlinkage", "notrace", "fastcall", "noinstr", "__compat_only",
	"__designated_init", "__cacheline_group", "__data_racy", "__guarded_by",
	"__no_stack_protector", "__unconst", "__bpf_kfunc", "__safe",
	"__uninitialized_var", "__INITDATA", "__intentional_overflow",
};
/* clang-format on */

/* clang-format off */
static const char *const attributes_with_arguments[] = {
	"__attribute__", "__attribute", "__acquires", "__releases",
	"__must_hold", "__acquire_shared", "__release_shared", "__printf",
	"__scanf", "__aligned", "__counted_by", "__counted_by_le",
	"__counted_by_be", "__section", "__alloc_size", "__free",
	"__assume_aligned", "__nonnull", "__declspec", "__cond_acquires",
	"__diagnose_as", "__realloc_size", "__context_unsafe",
};
/* clang-format on */

/* clang-format off */
static const char *const type_words[] = {
	"struct", "union", "enum", "unsigned", "signed", "const", "int",
	"long", "short", "char", "void", "volatile", "float", "double",
	"size_t", "ssize_t", "bool", "u8", "u16", "u32", "u64", "s8", "s16",
	"s32", "s64", "uint32_t", "uint64_t", "int32_t", "int64_t",
	"uint8_t", "uint16_t", "uintptr_t", "intptr_t", "int8_t", "int16_t",
	"ptrdiff_t", "char8_t", "max_align_t", "nullptr_t", "charptr_t",
};
/* clang-format on */

/* One byte for each symbol, because it is looked up for every word read. */
enum class {
	CLASS_UNKNOWN,
	CLASS_PLAIN,
	CLASS_ATTRIBUTE,
	CLASS_ATTRIBUTE_ARG,
	CLASS_TYPE,
	CLASS_AGGREGATE,
	CLASS_STATIC,
	CLASS_OFFSET,
	CLASS_FOREACH,
	CLASS_KEYWORD
};

static struct {
	unsigned char *of;
	size_t room;
} classes;

static bool is_listed(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}

#define LISTED(word, list) \
	is_listed(word, list, sizeof(list) / sizeof((list)[0]))

static enum class classify(const char *word)
{
	/* clang-format off */
	static const char *const keywords[] = {
		"if", "while", "for", "switch", "return", "sizeof", "typeof",
		"__typeof__", "__typeof", "case", "else", "do", "goto",
		"_Alignof", "__alignof__", "defined", "__builtin_offsetof",
		"asm", "__asm__", "typeof_unqual",
	};
	/* clang-format on */

	if (LISTED(word, attributes))
		return CLASS_ATTRIBUTE;
	if (LISTED(word, attributes_with_arguments))
		return CLASS_ATTRIBUTE_ARG;
	if (!strcmp(word, "struct") || !strcmp(word, "union") ||
	    !strcmp(word, "enum"))
		return CLASS_AGGREGATE;
	if (LISTED(word, type_words))
		return CLASS_TYPE;
	if (!strcmp(word, "STATIC"))
		return CLASS_STATIC;
	if (!strcmp(word, "offsetof") || !strcmp(word, "offsetofend"))
		return CLASS_OFFSET;
	if (LISTED(word, keywords))
		return CLASS_KEYWORD;
	if (strlen(word) >= 5 && (strstr(word, "for_each") ||
				  strstr(word, "foreach") ||
				  !strncmp(word, "scoped_", 7)))
		return CLASS_FOREACH;
	return CLASS_PLAIN;
}

static enum class class_of(sym word) {
	while (word >= classes.room){
		size_t old = classes.room;

		classes.of = vector_grow(classes.of, &classes.room, 1);
		memset(classes.of + old, 0, classes.room - old); }
if (!classes.of[word])
	classes.of[word] = (unsigned char)classify(sym_name(word));
return classes.of[word];
}

static size_t skip_blanks(const char *text, size_t at)
{
	while (text[at] && is_blank(text[at]))
		at++;
	return at;
}

/* The byte after the bracket that closes the one at text[at]. */
static size_t after_closing(const struct rewriter *r, size_t at)
{
	char open = r->text[at], close = open == '(' ? ')' : '}';
	int depth = 0;

	for (; at < r->length; at++) {
		if (r->text[at] == open)
			depth++;
		else if (r->text[at] == close && !--depth)
			return at + 1;
	}
	return r->length;
}

static uint32_t line_at(struct rewriter *r, size_t at)
{
	for (; r->counted < at; r->counted++)
		r->line += r->text[r->counted] == '\n';
	return r->line;
}

static void begin_statement(struct rewriter *r, size_t at)
{
	r->statement = at;
	r->function = SYM_NONE;
	r->has_parens = r->has_assign = r->has_struct = r->keep = false;
	r->last = TOKEN_START;
}

/* "struct inode *" as a macro argument becomes the one word struct_inode__. */
static bool join_type(struct rewriter *r, size_t start)
{
	const char *text = r->text;
	size_t at = start, end;

	/* At file level these are the parameters of a function. */
	if (!r->depth)
		return false;
	if (r->last != TOKEN_COMMA && !(r->last == TOKEN_OPEN && r->call_open))
		return false;
	for (int words = 0; is_word_start(text[at]) && words < 4; words++) {
		while (is_word(text[at]))
			at++;
		at = skip_blanks(text, at);
	}
	while (text[at] == '*')
		at = skip_blanks(text, at + 1);
	if (text[at] != ',' && text[at] != ')')
		return false;
	end = at;
	while (is_blank(text[end - 1]))
		end--;
	for (size_t i = start; i < end; i++)
		if (!is_word(text[i]) && text[i] != '\n')
			r->text[i] = '_';
	if (end - start < 9)
		r->text[start] = (char)(text[start] & ~0x20);
	r->last = TOKEN_WORD;
	r->last_word = SYM_NONE;
	r->at = end;
	return true;
}

/* FOO(...) at file level: a function's head, a table's maker, or noise. */
static bool file_level_macro(struct rewriter *r, size_t start, sym word)
{
	char *text = r->text;
	size_t open = skip_blanks(text, r->at), end, after;
	struct macro_use use = { .name = word };
	size_t from, length = 0;

	if (text[open] != '(')
		return false;
	end = after_closing(r, open);
	after = skip_blanks(text, end);
	if (text[after] == '{') {
		/* SYSCALL_DEFINE3(name, ...) { */
		if (strncmp(sym_name(word), "SYSCALL_DEFINE", 14) &&
		    strncmp(sym_name(word), "COMPAT_SYSCALL_DEFINE", 21))
			return false;
		from = skip_blanks(text, open + 1);
		while (is_word(text[from + length]))
			length++;
		memmove(text + start + 4, text + from, length);
		memcpy(text + start, "int ", 4);
		blank_out(text, start + 4 + length, end);
		memcpy(text + start + 4 + length, "()", 2);
		r->at = start;
		return true;
	}
	use.line = line_at(r, start);
	use.arguments = pool_printf("%.*s", (int)(end - open - 2),
				    text + open + 1);
	vector_push(&r->source->uses, use);
	if (text[after] == ';')
		end = after + 1;
	blank_out(text, r->statement > start ? start : r->statement, end);
	r->at = end;
	begin_statement(r, end);
	return true;
}

static bool is_upper_macro(const char *name)
{
	int letters = 0;

	for (; *name; name++) {
		if (*name >= 'a' && *name <= 'z')
			return false;
		letters += *name >= 'A' && *name <= 'Z';
	}
	return letters > 1;
}

/* "static DECLARE_WORK(a, b);": a declaration the grammar cannot know. */
static bool declaring_macro(struct rewriter *r, size_t start, sym word)
{
	size_t open = skip_blanks(r->text, r->at), end;

	if (r->has_parens || r->text[open] != '(' ||
	    !is_upper_macro(sym_name(word)))
		return false;
	end = after_closing(r, open);
	if (r->text[skip_blanks(r->text, end)] == '{' ||
	    !strncmp(sym_name(word), "XFS_", 4))
		return false;
	blank_out(r->text, start, end);
	memcpy(r->text + start, "int _", 5);
	r->at = end;
	r->last = TOKEN_WORD;
	return true;
}

static void foreach_loop(struct rewriter *r, size_t start)
{
	size_t open = skip_blanks(r->text, r->at), after;

	if (r->text[open] != '(' || !r->depth)
		return;
	after = skip_blanks(r->text, after_closing(r, open));
	if (r->text[after] == ';' || r->text[after] == ',' ||
	    r->text[after] == '?' || r->text[after] == ')' ||
	    r->text[after] == ':')
		return;
	blank_out(r->text, start, r->at);
	memcpy(r->text + start, "while", 5);
}

/* Whether "." or "->" comes before the word that starts here. */
static bool is_member(const char *text, size_t start)
{
	while (start && is_blank(text[start - 1]))
		start--;
	if (!start)
		return false;
	return text[start - 1] == '.' ||
	       (text[start - 1] == '>' && start > 1 && text[start - 2] == '-');
}

/* By symbol: the number of the body in which it was seen last. */
static struct {
	uint32_t *of;
	size_t room;
	uint32_t body;
} seen;

static bool is_new_in_body(struct use use)
{
	size_t at = (size_t)use.name << 1 | use.is_field;

	while (at >= seen.room) {
		size_t old = seen.room;

		seen.of = vector_grow(seen.of, &seen.room, sizeof(*seen.of));
		memset(seen.of + old, 0, (seen.room - old) * sizeof(*seen.of));
	}
	if (seen.of[at] == seen.body)
		return false;
	seen.of[at] = seen.body;
	return true;
}

/* A word inside a function or a table. */
static void note_use(struct rewriter *r, size_t start, sym word)
{
	struct source *source = r->source;
	struct use use = { word, is_member(r->text, start) };
	struct entry entry = { r->field, word };

	if (!r->depth || !source->outlines.count)
		return;
	if (!r->in_table) {
		if (!is_new_in_body(use))
			return;
		vector_push(&source->names, use);
		source->outlines.at[source->outlines.count - 1].uses++;
	} else if (use.is_field) {
		r->field = word;
	} else {
		vector_push(&source->entries, entry);
	}
}

static void plain_word(struct rewriter *r, size_t start, sym word)
{
	bool calls = r->text[skip_blanks(r->text, r->at)] == '(';

	if (!r->depth && !r->parens) {
		if (r->last == TOKEN_START && file_level_macro(r, start, word))
			return;
		if (r->last == TOKEN_WORD && declaring_macro(r, start, word))
			return;
		if (calls && !r->has_parens)
			r->function = word;
	} else {
		/* Also names without '(': functions passed as arguments. */
		note_use(r, start, word);
	}
	r->last = TOKEN_WORD;
	r->last_word = word;
}

static void word(struct rewriter *r)
{
	uint32_t hash = SYM_HASH_START;
	size_t start = r->at;
	enum class class;
	sym name;

	while (is_word(r->text[r->at]))
		hash = sym_hash_add(hash, r->text[r->at++]);
	name = sym_of_hash(r->text + start, r->at - start, hash);
	class = class_of(name);
	switch (class) {
	case CLASS_ATTRIBUTE_ARG: {
		size_t open = skip_blanks(r->text, r->at);

		if (r->text[open] == '(')
			r->at = after_closing(r, open);
		blank_out(r->text, start, r->at);
		return;
	}
	case CLASS_ATTRIBUTE:
		blank_out(r->text, start, r->at);
		return;
	case CLASS_AGGREGATE:
		r->has_struct = r->has_struct || !r->depth;
		/* fallthrough */
	case CLASS_TYPE:
		if (join_type(r, start))
			return;
		break;
	case CLASS_STATIC:
		memcpy(r->text + start, "static", 6);
		break;
	case CLASS_OFFSET:
		r->text[r->at - 1] = '_';
		break;
	case CLASS_FOREACH:
		foreach_loop(r, start);
		break;
	case CLASS_KEYWORD:
		r->last = TOKEN_WORD;
		r->last_word = name;
		return;
	default:
		plain_word(r, start, name);
		return;
	}
	r->last = TOKEN_WORD;
	r->last_word = name;
}

/* Tables that lead to no operation on a file's pages. */
/* clang-format off */
static const char *const unrelated_tables[] = {
	"super_operations", "dentry_operations", "export_operations",
	"seq_operations", "proc_ops", "kernfs_ops", "sysfs_ops",
	"quotactl_ops", "dquot_operations", "quota_format_ops",
	"file_lock_operations", "lock_manager_operations",
	"fs_context_operations", "configfs_", "fscrypt_operations",
	"fsverity_operations", "fsnotify_ops", "svc_", "nfsd4_",
	"rpc_call_ops", "rpc_pipe_ops",
	"xfs_buf_ops", "xfs_btree_ops", "xfs_item_ops", "bkey_ops",
	"block_device_operations", "blk_mq_ops", "elevator_", "pr_ops",
	"pipe_buf_operations", "mmu_notifier_ops", "shrinker",
	"cache_detail", "xfs_trans_item", "xfs_defer_op", "pernet_operations",
};
/* clang-format on */

static bool statement_has(const struct rewriter *r, const char *word)
{
	const char *at = strstr(r->text + r->statement, word);

	return at && (size_t)(at - r->text) < r->at;
}

/* Whether the initialiser that starts here can name a function. */
static bool table_matters(struct rewriter *r)
{
	char here = r->text[r->at];
	bool matters;

	/* A NUL ends the statement here, so that searching is cheap. */
	r->text[r->at] = '\0';
	matters = statement_has(r, "_op") || statement_has(r, "Op") ||
		  statement_has(r, "_methods");
	for (size_t i = 0;
	     matters &&
	     i < sizeof(unrelated_tables) / sizeof(unrelated_tables[0]);
	     i++)
		matters = !statement_has(r, unrelated_tables[i]);
	r->text[r->at] = here;
	return matters;
}

/* "struct inode vfs_inode;" by value, not a pointer to one. */
static bool embeds_inode(const char *body, const char *end)
{
	static const char *const kinds[] = { "struct inode",
					     "struct netfs_inode" };

	for (size_t i = 0; i < 2; i++) {
		size_t length = strlen(kinds[i]);

		for (const char *at = body; at < end; at += length) {
			at = strstr(at, kinds[i]);
			if (!at || at >= end)
				break;
			if (is_blank(at[length]) &&
			    is_word_start(
				    at[length + strspn(at + length, " \t\n")]))
				return true;
		}
	}
	return false;
}

/* The name before each ';' or '[' of a struct that holds an inode. */
static void note_inode_fields(struct rewriter *r, size_t from, size_t to)
{
	const char *text = r->text;

	if (!embeds_inode(text + from, text + to))
		return;
	for (size_t i = from; i < to; i++) {
		size_t end = i, start;

		if (text[i] != ';' && text[i] != '[')
			continue;
		while (end > from && is_blank(text[end - 1]))
			end--;
		for (start = end; start > from && is_word(text[start - 1]);)
			start--;
		if (end > start)
			vector_push(&r->source->inode_fields,
				    sym_of_length(text + start, end - start));
	}
}

static void open_brace(struct rewriter *r)
{
	struct outline outline = { .name = r->function,
				   .head = (uint32_t)r->statement,
				   .start = (uint32_t)r->at };
	bool body = r->has_parens && !r->has_assign && r->function;
	bool aggregate = !r->has_parens && !r->has_assign && r->has_struct;

	if (r->depth++)
		return;
	if (aggregate || (r->has_assign && !table_matters(r))) {
		size_t end = after_closing(r, r->at);

		if (aggregate)
			note_inode_fields(r, r->at, end);
		blank_out(r->text, r->at + 1, end - 1);
		r->at = end - 2;
	} else if (body || r->has_assign) {
		/* A table is an outline without a name. */
		if (!body)
			outline.name = SYM_NONE;
		r->keep = true;
		r->in_table = !body;
		r->field = SYM_NONE;
		seen.body++;
		outline.first_use = (uint32_t)r->source->names.count;
		vector_push(&r->source->outlines, outline);
	}
}

static void close_brace(struct rewriter *r)
{
	struct source *source = r->source;

	if (r->depth)
		r->depth--;
	if (r->depth)
		return;
	if (source->outlines.count && r->has_parens && !r->has_assign)
		source->outlines.at[source->outlines.count - 1].end =
			(uint32_t)r->at + 1;
	r->parens = 0;
	/* "struct x { } name;" and "= { };" go on until their semicolon. */
	if (r->has_assign || (r->has_struct && !r->has_parens))
		r->last = TOKEN_OTHER;
	else
		begin_statement(r, r->at + 1);
}

static void punctuation(struct rewriter *r)
{
	switch (r->text[r->at]) {
	case '{':
		open_brace(r);
		r->last = TOKEN_OTHER;
		break;
	case '}':
		r->last = TOKEN_OTHER;
		close_brace(r);
		break;
	case '(':
		if (!r->depth && !r->parens && !r->has_assign)
			r->has_parens = true;
		r->call_open = r->last == TOKEN_WORD &&
			       (!r->last_word ||
				class_of(r->last_word) == CLASS_PLAIN ||
				class_of(r->last_word) == CLASS_OFFSET);
		r->parens++;
		r->last = TOKEN_OPEN;
		break;
	case ')':
		if (r->parens)
			r->parens--;
		r->last = TOKEN_OTHER;
		break;
	case ',':
		r->last = TOKEN_COMMA;
		break;
	case ';':
		if (!r->depth) {
			/* Prototypes, types, variables: nothing to audit. */
			if (!r->keep)
				blank_out(r->text, r->statement, r->at + 1);
			begin_statement(r, r->at + 1);
		}
		r->last = r->depth ? TOKEN_OTHER : TOKEN_START;
		break;
	case '=':
		if (!r->depth && !r->parens)
			r->has_assign = true;
		/* fallthrough */
	default:
		r->last = TOKEN_OTHER;
	}
	r->at++;
}

/* Of a string beside a macro that expands to one, only the string is kept. */
static void string(struct rewriter *r)
{
	const char *close = strchr(r->text + r->at + 1, '"');

	r->at = close ? (size_t)(close - r->text) + 1 : r->length;
	for (;;) {
		size_t next = skip_blanks(r->text, r->at), end = next;

		if (!is_word_start(r->text[next]) && r->text[next] != '"')
			break;
		if (r->text[next] == '"') {
			close = strchr(r->text + next + 1, '"');
			end = close ? (size_t)(close - r->text) + 1 : next + 1;
		} else {
			while (is_word(r->text[end]))
				end++;
		}
		blank_out(r->text, next, end);
		r->at = end;
	}
	r->last = TOKEN_OTHER;
}

void rewrite_text(struct source *source)
{
	struct rewriter r = { .source = source,
			      .text = source->text,
			      .length = source->length,
			      .line = 1 };

	begin_statement(&r, 0);
	while (r.at < r.length) {
		char here = r.text[r.at];

		if (is_blank(here)) {
			if (here == '\\')
				r.text[r.at] = ' ';
			r.at++;
		} else if (is_word_start(here)) {
			word(&r);
		} else if (here >= '0' && here <= '9') {
			while (is_word(r.text[r.at]))
				r.at++;
			r.last = TOKEN_OTHER;
		} else if (here == '"') {
			string(&r);
		} else {
			punctuation(&r);
		}
	}
}
