// SPDX-License-Identifier: GPL-2.0-only
/* Large folios: their largest order, and what collapsing pages into one needs
 * from User-Mode Linux. */
#include "fslitmus.h"

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <asm/tlbflush.h>

unsigned int fslitmus_folio_order = UINT_MAX;

static int __init set_folio_order(char *text)
{
	if (kstrtouint(text, 10, &fslitmus_folio_order))
		panic("fslitmus: folio_order=%s is no number", text);
	return 1;
}
__setup("fslitmus.folio_order=", set_folio_order);

/*
 * The generic function leaves it to the next return to the process to unmap the
 * pages on the host. Until then a fault may put a new page table here. Its
 * entries are not marked as changed, so pages that only the old one mapped
 * would stay mapped on the host.
 */
pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long address,
			  pmd_t *pmdp)
{
	pmd_t pmd = *pmdp;

	pmd_clear(pmdp);
	flush_tlb_range(vma, address, address + PMD_SIZE);
	um_tlb_sync(vma->vm_mm);
	return pmd;
}
