// SPDX-License-Identifier: GPL-2.0-or-later
// The rule "clone" of fslitmus audit, as far as SmPL says it: a .fault of
// the filesystem's own beside the bare generic .map_pages.
@table@
identifier ops;
identifier handler != filemap_fault;
position place;
@@
struct vm_operations_struct ops = {
	.fault = handler,
	.map_pages = filemap_map_pages@place,
};

@script:python@
ops << table.ops;
handler << table.handler;
place << table.place;
@@
print("%s:%s: %s has .fault %s" % (place[0].file, place[0].line, ops, handler))
