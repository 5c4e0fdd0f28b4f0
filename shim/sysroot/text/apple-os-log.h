/* os/log.h: the unified log. Facts from libSystem's exports, os_log(3) and
 * clang's __builtin_os_log_format; zbuild's own text, for builds without an
 * SDK. */
#ifndef __os_log_h
#define __os_log_h

#include <os/object.h>
#include <stdbool.h>
#include <stdint.h>

#if OS_OBJECT_USE_OBJC
OS_OBJECT_DECL(os_log);
#else
typedef struct os_log_s *os_log_t;
#endif
typedef uint8_t os_log_type_t;
enum {
	OS_LOG_TYPE_DEFAULT = 0,
	OS_LOG_TYPE_INFO = 1,
	OS_LOG_TYPE_DEBUG = 2,
	OS_LOG_TYPE_ERROR = 16,
	OS_LOG_TYPE_FAULT = 17
};

__BEGIN_DECLS
extern struct mach_header __dso_handle;
extern struct os_log_s _os_log_default;
os_log_t os_log_create(const char *, const char *);
bool os_log_type_enabled(os_log_t, os_log_type_t);
void _os_log_impl(void *, os_log_t, os_log_type_t, const char *, uint8_t *,
	uint32_t);
__END_DECLS

#define OS_LOG_DISABLED ((os_log_t)0)
#define OS_LOG_DEFAULT OS_OBJECT_GLOBAL_OBJECT(os_log_t, _os_log_default)
#define os_log_info_enabled(log) os_log_type_enabled(log, OS_LOG_TYPE_INFO)
#define os_log_debug_enabled(log) os_log_type_enabled(log, OS_LOG_TYPE_DEBUG)
#define os_log_with_type(log, type, format, ...) \
	__extension__({ \
		os_log_t os_log_to = (log); \
		os_log_type_t os_log_as = (type); \
		if (os_log_type_enabled(os_log_to, os_log_as)) { \
			__attribute__((section( \
				"__TEXT,__oslogstring,cstring_literals"))) \
			static const char os_log_text[] = format; \
			uint8_t __attribute__((aligned(16))) os_log_data \
				[__builtin_os_log_format_buffer_size(format, \
					##__VA_ARGS__)]; \
			_os_log_impl((void *)&__dso_handle, os_log_to, \
				os_log_as, os_log_text, \
				(uint8_t *)__builtin_os_log_format( \
					os_log_data, format, ##__VA_ARGS__), \
				(uint32_t)sizeof os_log_data); \
		} \
	})
#define os_log(log, format, ...) \
	os_log_with_type(log, OS_LOG_TYPE_DEFAULT, format, ##__VA_ARGS__)
#define os_log_info(log, format, ...) \
	os_log_with_type(log, OS_LOG_TYPE_INFO, format, ##__VA_ARGS__)
#define os_log_debug(log, format, ...) \
	os_log_with_type(log, OS_LOG_TYPE_DEBUG, format, ##__VA_ARGS__)
#define os_log_error(log, format, ...) \
	os_log_with_type(log, OS_LOG_TYPE_ERROR, format, ##__VA_ARGS__)
#define os_log_fault(log, format, ...) \
	os_log_with_type(log, OS_LOG_TYPE_FAULT, format, ##__VA_ARGS__)
#endif
