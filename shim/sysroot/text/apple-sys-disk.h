/* sys/disk.h: ioctls of disks. Facts from xnu-11417's bsd/sys/disk.h; zbuild's
 * own text, for builds without an SDK, which are 64-bit here. */
#ifndef _SYS_DISK_H_
#define _SYS_DISK_H_

#include <stdint.h>
#include <sys/ioctl.h>

#define DK_FEATURE_BARRIER 0x2
#define DK_FEATURE_PRIORITY 0x4
#define DK_FEATURE_UNMAP 0x10
#define DK_SYNCHRONIZE_OPTION_BARRIER 0x2
#define DK_LOCATION_INTERNAL 0
#define DK_LOCATION_EXTERNAL 1
#define DK_PROVISION_TYPE_MAPPED 0
#define DK_PROVISION_TYPE_DEALLOCATED 1
#define DK_PROVISION_TYPE_ANCHORED 2

typedef struct {
	uint64_t offset, length;
} dk_extent_t;

typedef struct {
	char path[128];
} dk_firmware_path_t;

typedef struct {
	uint64_t blockCount;
	uint32_t blockSize;
	uint8_t reserved0096[4];
} dk_format_capacity_t;

typedef struct {
	dk_format_capacity_t *capacities;
	uint32_t capacitiesCount;
	uint8_t reserved0096[4];
} dk_format_capacities_t;

typedef struct {
	uint64_t offset, length;
	uint32_t options;
	uint8_t reserved0160[4];
} dk_synchronize_t;

typedef struct {
	dk_extent_t *extents;
	uint32_t extentsCount, options;
} dk_unmap_t;

typedef struct {
	uint64_t offset, length;
	uint8_t provisionType, reserved[7];
} dk_provision_extent_t;

typedef struct {
	uint64_t offset, length, options;
	uint32_t reserved, extentsCount;
	dk_provision_extent_t *extents;
} dk_provision_status_t;

typedef struct {
	uint64_t options, reserved, description_size;
	char *description;
} dk_error_description_t;

#define DKIOCEJECT _IO('d', 21)
#define DKIOCSYNCHRONIZE _IOW('d', 22, dk_synchronize_t)
#define DKIOCSYNCHRONIZECACHE _IO('d', 22)
#define DKIOCISFORMATTED _IOR('d', 23, uint32_t)
#define DKIOCGETBLOCKSIZE _IOR('d', 24, uint32_t)
#define DKIOCGETBLOCKCOUNT _IOR('d', 25, uint64_t)
#define DKIOCFORMAT _IOW('d', 26, dk_format_capacity_t)
#define DKIOCGETFORMATCAPACITIES _IOWR('d', 26, dk_format_capacities_t)
#define DKIOCGETFIRMWAREPATH _IOR('d', 28, dk_firmware_path_t)
#define DKIOCISWRITABLE _IOR('d', 29, uint32_t)
#define DKIOCREQUESTIDLE _IO('d', 30)
#define DKIOCUNMAP _IOW('d', 31, dk_unmap_t)
#define DKIOCGETLOCATION _IOR('d', 33, uint64_t)
#define DKIOCGETMAXBLOCKCOUNTREAD _IOR('d', 64, uint64_t)
#define DKIOCGETMAXBLOCKCOUNTWRITE _IOR('d', 65, uint64_t)
#define DKIOCGETMAXSEGMENTCOUNTREAD _IOR('d', 66, uint64_t)
#define DKIOCGETMAXSEGMENTCOUNTWRITE _IOR('d', 67, uint64_t)
#define DKIOCGETMAXSEGMENTBYTECOUNTREAD _IOR('d', 68, uint64_t)
#define DKIOCGETMAXSEGMENTBYTECOUNTWRITE _IOR('d', 69, uint64_t)
#define DKIOCGETMAXBYTECOUNTREAD _IOR('d', 70, uint64_t)
#define DKIOCGETMAXBYTECOUNTWRITE _IOR('d', 71, uint64_t)
#define DKIOCGETMINSEGMENTALIGNMENTBYTECOUNT _IOR('d', 74, uint64_t)
#define DKIOCGETMAXSEGMENTADDRESSABLEBITCOUNT _IOR('d', 75, uint64_t)
#define DKIOCGETFEATURES _IOR('d', 76, uint32_t)
#define DKIOCGETPHYSICALBLOCKSIZE _IOR('d', 77, uint32_t)
#define DKIOCGETCOMMANDPOOLSIZE _IOR('d', 78, uint32_t)
#define DKIOCGETPROVISIONSTATUS _IOWR('d', 79, dk_provision_status_t)
#define DKIOCGETERRORDESCRIPTION _IOR('d', 80, dk_error_description_t)
#endif
