// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SARIF 2.1.0 (OASIS). Paths are relative to the tree, which %SRCROOT%
 * stands for; the way an operation reaches the place is a code flow.
 */
#include "audit/rules/report.h"

#include <jansson.h>

static json_t *location_of(const char *path, uint32_t line)
{
	return json_pack("{s:{s:{s:s, s:s}, s:{s:i}}}", "physicalLocation",
			 "artifactLocation", "uri", path, "uriBaseId",
			 "SRCROOT", "region", "startLine",
			 line ? (int)line : 1);
}

static json_t *rules_of(void)
{
	json_t *list = json_array();

	for (int i = 0; audit_rules[i]; i++) {
		const struct rule *rule = audit_rules[i];

		json_array_append_new(
			list, json_pack("{s:s, s:{s:s}, s:{s:s}, s:{s:s}}",
					"id", rule->id, "shortDescription",
					"text", rule->title, "fullDescription",
					"text", rule->reason, "properties",
					"promise", rule->promise));
	}
	return list;
}

static json_t *flow_of(const struct step *step)
{
	json_t *steps = json_array();

	for (; step; step = step->next) {
		json_t *location = location_of(step->in->path, step->line);

		json_object_set_new(location, "message",
				    json_pack("{s:s}", "text",
					      sym_name(step->in->name)));
		json_array_append_new(steps,
				      json_pack("{s:o}", "location", location));
	}
	return json_pack("[{s:[{s:o}]}]", "threadFlows", "locations", steps);
}

static int rule_index(const struct rule *rule)
{
	int i = 0;

	while (audit_rules[i] && audit_rules[i] != rule)
		i++;
	return i;
}

static json_t *result_of(const struct finding *finding)
{
	static const char *const levels[] = { "note", "note", "warning",
					      "error" };
	const char *text = pool_printf("%s: %s", finding->filesystem,
				       finding->message);
	json_t *result;

	if (finding->right)
		text = pool_printf("%s. Done right: %s", text, finding->right);
	if (finding->command)
		text = pool_printf("%s. Try it: %s", text, finding->command);
	result = json_pack("{s:s, s:i, s:s, s:{s:s}, s:[o], s:{s:s, s:s, s:s}}",
			   "ruleId", finding->rule->id, "ruleIndex",
			   rule_index(finding->rule), "level",
			   levels[finding->confidence], "message", "text", text,
			   "locations",
			   location_of(finding->path, finding->line),
			   "properties", "confidence",
			   confidence_name(finding->confidence), "filesystem",
			   finding->filesystem, "operation",
			   column_name(finding->column));
	if (finding->steps)
		json_object_set_new(result, "codeFlows",
				    flow_of(finding->steps));
	if (finding->suppressed)
		json_object_set_new(result, "suppressions",
				    json_pack("[{s:s, s:s}]", "kind",
					      "external", "justification",
					      finding->suppressed));
	return result;
}

static void sarif_findings(FILE *out, const struct audit *audit,
			   const struct report_options *options)
{
	json_t *results = json_array(), *top;

	/* Suppressed results are part of the format: they are marked. */
	for (size_t i = 0; i < audit->findings.count; i++)
		if (audit->findings.at[i].confidence >= options->at_least)
			json_array_append_new(results,
					      result_of(
						      &audit->findings.at[i]));
	top = json_pack(
		"{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:{s:{s:{s:s}}}, s:o}]}",
		"$schema",
		"https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/"
		"sarif-schema-2.1.0.json",
		"version", "2.1.0", "runs", "tool", "driver", "name",
		"fslitmus audit", "version", FSLITMUS_VERSION, "rules",
		rules_of(), "originalUriBaseIds", "SRCROOT", "description",
		"text", "the top of the kernel tree", "results", results);
	json_dumpf(top, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(top);
}

const struct audit_report audit_report_sarif = {
	.name = "sarif",
	.findings = sarif_findings,
};
