#ifdef SUM_BUILD
#define SUM __declspec(dllexport)
#else
#define SUM __declspec(dllimport)
#endif
#ifdef __cplusplus
extern "C" {
#endif
SUM int sum(int a, int b);
SUM extern int sum_calls;
SUM const char *sum_name(void);
#ifdef __cplusplus
}
#endif
