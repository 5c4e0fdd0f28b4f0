/* CoreServices/CoreServices.h: the few names of its CarbonCore that C sources
 * want of it (jitterentropy in aws-lc: none at all). Facts from CarbonCore's
 * documentation; zbuild's own text, for builds without an SDK. What is not here
 * needs one: SDKROOT=/path/to/MacOSX.sdk. */
#ifndef __CORESERVICES__
#define __CORESERVICES__

#include <MacTypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#endif
