/* mach/mach_vm.h. Facts from xnu-11417's osfmk/mach/mach_vm.defs; zbuild's own text,
 * for builds without an SDK. */
#ifndef _mach_vm_user_
#define _mach_vm_user_

#include <mach/mach_types.h>
#include <mach/vm_behavior.h>
#include <mach/vm_types.h>

__BEGIN_DECLS
kern_return_t mach_vm_allocate(vm_map_t, mach_vm_address_t *, mach_vm_size_t, int);
kern_return_t mach_vm_deallocate(vm_map_t, mach_vm_address_t, mach_vm_size_t);
kern_return_t mach_vm_protect(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	boolean_t, vm_prot_t);
kern_return_t mach_vm_inherit(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	vm_inherit_t);
kern_return_t mach_vm_read(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	vm_offset_t *, mach_msg_type_number_t *);
kern_return_t mach_vm_read_overwrite(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	mach_vm_address_t, mach_vm_size_t *);
kern_return_t mach_vm_write(vm_map_t, mach_vm_address_t, vm_offset_t,
	mach_msg_type_number_t);
kern_return_t mach_vm_copy(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	mach_vm_address_t);
kern_return_t mach_vm_msync(vm_map_t, mach_vm_address_t, mach_vm_size_t, vm_sync_t);
kern_return_t mach_vm_behavior_set(vm_map_t, mach_vm_address_t, mach_vm_size_t,
	vm_behavior_t);
kern_return_t mach_vm_map(vm_map_t, mach_vm_address_t *, mach_vm_size_t,
	mach_vm_offset_t, int, mem_entry_name_port_t, memory_object_offset_t,
	boolean_t, vm_prot_t, vm_prot_t, vm_inherit_t);
kern_return_t mach_vm_machine_attribute(vm_map_t, mach_vm_address_t,
	mach_vm_size_t, vm_machine_attribute_t, vm_machine_attribute_val_t *);
kern_return_t mach_vm_remap(vm_map_t, mach_vm_address_t *, mach_vm_size_t,
	mach_vm_offset_t, int, vm_map_t, mach_vm_address_t, boolean_t,
	vm_prot_t *, vm_prot_t *, vm_inherit_t);
kern_return_t mach_vm_page_query(vm_map_t, mach_vm_offset_t, int *, int *);
kern_return_t mach_vm_region(vm_map_t, mach_vm_address_t *, mach_vm_size_t *,
	vm_region_flavor_t, vm_region_info_t, mach_msg_type_number_t *,
	mach_port_t *);
kern_return_t mach_vm_region_recurse(vm_map_t, mach_vm_address_t *,
	mach_vm_size_t *, natural_t *, vm_region_recurse_info_t,
	mach_msg_type_number_t *);
kern_return_t mach_vm_purgable_control(vm_map_t, mach_vm_address_t,
	vm_purgable_t, int *);
__END_DECLS
#endif
