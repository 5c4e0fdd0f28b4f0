/* The scalars of a document, by libyaml. */
#include <stdio.h>
#include <string.h>
#include <yaml.h>

int
main(void)
{
	static const char text[] = "answer: [6, \"times\", 7]\n";
	yaml_parser_t parser;
	yaml_event_t event;
	int done = 0;

	if (!yaml_parser_initialize(&parser))
		return 1;
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)text, sizeof text - 1);
	printf("yaml %s:", yaml_get_version_string());
	while (!done) {
		if (!yaml_parser_parse(&parser, &event))
			return 1;
		if (event.type == YAML_SCALAR_EVENT)
			printf(" %s", (const char *)event.data.scalar.value);
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	printf("\n");
	return 0;
}
