#include "longdouble.h"
#include <iomanip>
#include <iostream>
#include <locale>
#include <sstream>
#include <string>

int
main()
{
	std::ostringstream out;
	std::istringstream in("1e4000 0x1.8p1");
	long double x = 0, y = 0;

	prints();
	scans();
	out << 1.25L << ' ' << std::setprecision(20) << 1.0L / 3 << ' '
	    << std::scientific << 1e4000L << ' ' << std::hexfloat << 3.0L;
	same("<<", out.str().substr(0, 60).c_str(),
		"1.25 0.33333333333333333334 9.99999999999999999997e+3999 0xc");
	in >> x;
	is_true(">>", x == 1e4000L);
	is_true("stold", std::stold("0.1") == 0.1L &&
				 std::stold(L"1e4000") == 1e4000L);
	same("to_string", std::to_string(1.25L).c_str(), "1.250000");
	is_true("to_wstring", std::to_wstring(1.25L) == L"1.250000");
	std::ostringstream money;
	money << std::put_money(1234.0L);
	same("put_money", money.str().c_str(), "1234");
	std::istringstream("1234") >> std::get_money(y);
	is_true("get_money", y == 1234);
	std::cin >> x;
	is_true("cin", x == 0.1L);
	std::cout << (bad == 0 ? "fine" : "bad") << ", " << std::setprecision(3)
		  << 1.25L << std::endl;
	return bad != 0;
}
