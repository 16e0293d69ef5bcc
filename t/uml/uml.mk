# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_SCRIPTS += t/uml/options.t t/uml/run.t t/uml/witness.t t/uml/folios.t \
	t/uml/interrupt.t t/uml/death.t t/uml/cases.t t/uml/damage.t t/uml/mutants.t
