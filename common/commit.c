/* What the programs were built from: the only file to be compiled anew when
 * nothing but the commit changed. */
#include "commit.h"
#include "common/version.h"

const char zbuild_commit[] = COMMIT;
const char zbuild_version[] = ZBUILD_VERSION COMMIT_TEXT;
