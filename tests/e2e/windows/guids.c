/* GUIDs that no library of the link's words has, and some of -luuid, -ldxguid. */
#include <stdio.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <objbase.h>

extern const GUID IID_IPersistFile, CLSID_ShellLink, c_dfDIMouse;

int
main(void)
{
	printf("guids: %lx %lx, %u\n", IID_IPersistFile.Data1,
		CLSID_ShellLink.Data1, (unsigned)sizeof in6addr_any);
	return c_dfDIMouse.Data1 == 0;
}
