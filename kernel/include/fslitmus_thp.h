/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What CONFIG_TRANSPARENT_HUGEPAGE needs from an architecture that maps large
 * folios by page table entries only. No entry of a page middle directory is
 * ever huge: do_set_pmd() falls back, and anonymous memory has no huge pages
 * (kernel/edits/large.edit). So generic code that handles a huge entry compiles
 * but is never reached.
 */
#ifndef _LINUX_FSLITMUS_THP_H
#define _LINUX_FSLITMUS_THP_H

#ifdef CONFIG_TRANSPARENT_HUGEPAGE

#include <linux/bug.h>

struct vm_area_struct;

#define pmd_trans_huge pmd_trans_huge
static inline int pmd_trans_huge(pmd_t pmd)
{
	return 0;
}

#define FSLITMUS_NO_PMD_TEST(name) \
	static inline int name(pmd_t pmd) { BUG(); return 0; }
#define FSLITMUS_NO_PMD_CHANGE(name) \
	static inline pmd_t name(pmd_t pmd) { BUG(); return pmd; }

FSLITMUS_NO_PMD_TEST(pmd_write)
FSLITMUS_NO_PMD_TEST(pmd_dirty)
FSLITMUS_NO_PMD_TEST(pmd_young)
FSLITMUS_NO_PMD_CHANGE(pmd_wrprotect)
FSLITMUS_NO_PMD_CHANGE(pmd_mkold)
FSLITMUS_NO_PMD_CHANGE(pmd_mkyoung)
FSLITMUS_NO_PMD_CHANGE(pmd_mkclean)
FSLITMUS_NO_PMD_CHANGE(pmd_mkdirty)
FSLITMUS_NO_PMD_CHANGE(pmd_mkhuge)
FSLITMUS_NO_PMD_CHANGE(pmd_mkinvalid)
FSLITMUS_NO_PMD_CHANGE(pmd_mkwrite_novma)
#define pmd_write pmd_write
#define pmd_dirty pmd_dirty
#define pmd_young pmd_young

static inline pmd_t pmd_modify(pmd_t pmd, pgprot_t prot)
{
	BUG();
	return pmd;
}

#define HPAGE_SHIFT PMD_SHIFT
#define HPAGE_SIZE PMD_SIZE
#define HPAGE_MASK PMD_MASK
#define mk_pmd(page, prot) pfn_pmd(page_to_pfn(page), prot)
#define set_pmd_at(mm, address, pmdp, pmd) ((void)(mm), set_pmd(pmdp, pmd))
#define pmdp_establish generic_pmdp_establish
#define update_mmu_cache_pmd(vma, address, pmdp) do {} while (0)

/* In kernel/fslitmus/folio.c: takes a page table out, and its pages out of the
 * process on the host at once. */
pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long address,
			  pmd_t *pmdp);
#define pmdp_collapse_flush pmdp_collapse_flush

#endif
#endif
