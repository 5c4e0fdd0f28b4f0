fn main() {
    let lua = mlua::Lua::new();
    let fails = lua.create_function(|_, ()| -> mlua::Result<()> { Err(mlua::Error::external("no")) });
    lua.globals().set("fails", fails.unwrap()).unwrap();
    let said = lua.load("local ok = pcall(fails); return tostring(ok) .. ' ' .. string.format('%.3f', 2 ^ 0.5)");
    println!("{}", said.eval::<String>().unwrap());
}
